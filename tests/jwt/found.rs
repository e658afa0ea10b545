//! What an attacker found: inputs that were answered wrongly.

use std::{
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
        mpsc,
    },
    time::Duration,
};

use http::Request;
use requires_auth::{
    Authenticator,
    verifiers::{Jwt, JwtAlgorithm, JwtBuilder},
};
use requires_auth_tests::poll_once::ready;
use serde::{Deserialize, Deserializer, de::IgnoredAny};

use crate::{
    forge::with_claim,
    issuer::{AUDIENCE, CLAIMS, ISSUER, Signer, asked, reason, signer, verdict},
};

fn es256() -> &'static Signer {
    signer(JwtAlgorithm::Es256)
}

fn auth(builder: JwtBuilder) -> Authenticator {
    Authenticator::new(builder.build().unwrap())
}

/// A token of the person with this number.
fn of(number: usize) -> String {
    es256().issue(&with_claim("sub", &format!(r#""u{number}""#)))
}

/// Costs no allocation the second time.
fn is_cached(auth: &Authenticator, token: &str) -> bool {
    assert_eq!(reason(auth, token), "accepted");
    let request = Request::builder().header("authorization", format!("Bearer {token}")).body(()).unwrap();
    allocation_counter::measure(|| drop(ready(auth.authenticate(&request)))).count_total == 0
}

/// A token that names its key is verified with it, however many keys take every name.
#[test]
fn the_named_key_is_tried_before_keys_of_any_name() {
    let others = (0..8).map(|_| Signer::new(JwtAlgorithm::Es256).key().any_kid());
    let builder = others.fold(Jwt::issuer(ISSUER).audience(AUDIENCE), JwtBuilder::key).key(es256().key().kid("x"));
    assert_eq!(reason(&auth(builder), &es256().token(r#"{"alg":"ES256","kid":"x"}"#, CLAIMS)), "accepted");
}

/// The profile says: a `nonce` *without scopes*. These are the scopes that the verifier reads.
#[test]
fn a_nonce_beside_the_chosen_scopes_is_no_id_token() {
    let claims =
        CLAIMS.replace(r#","scope":"read""#, r#","nonce":"n","permissions":["read"]"#).replace(r#""client_id":"c1","#, "");
    let who = verdict(&auth(es256().verifier().scopes_from("permissions")), &es256().issue(&claims));
    assert_eq!(who.map(|who| who.scopes().to_owned()), Ok("read".to_owned()));
}

/// A realm's other client `shop.roles` must not lock out those who have roles in both.
#[test]
fn a_longer_name_that_is_no_scope_does_not_hide_the_path() {
    let auth = auth(es256().verifier().scopes_from("resource_access.shop.roles"));
    let access = r#"{"shop":{"roles":["read"]},"shop.roles":{"roles":["x"]}}"#;
    let who = verdict(&auth, &es256().issue(&with_claim("resource_access", access)));
    assert_eq!(who.map(|who| who.scopes().to_owned()), Ok("read".to_owned()));
}

/// The bounds that the builder accepts are bounds with which something is cached.
#[test]
fn the_smallest_caches_cache_a_token() {
    assert!(is_cached(&auth(es256().verifier().cache_capacity(1)), &es256().issue(CLAIMS)), "a capacity of one");
    let long = es256().issue(&with_claim("x", &format!(r#""{}""#, "x".repeat(5500))));
    assert!(is_cached(&auth(es256().verifier().cache_bytes(64 << 10)), &long), "the fewest bytes, {} of a token", long.len());
}

/// The bytes that the application allows, approximately: not four times as many.
#[test]
fn the_places_of_scopes_are_counted() {
    const LIMIT: usize = 1 << 20;
    let scopes = format!(r#""{}""#, "a ".repeat(2500));
    let claims = |number: usize| with_claim("sub", &format!(r#""u{number}""#)).replace(r#""read""#, &scopes);
    let tokens: Vec<_> = (0..300).map(|number| es256().issue(&claims(number))).collect();
    let mut kept = None;
    let held = allocation_counter::measure(|| {
        let auth = auth(es256().verifier().cache_bytes(LIMIT).cache_capacity(1000));
        for token in &tokens {
            let request = Request::builder().header("authorization", format!("Bearer {token}")).body(()).unwrap();
            assert!(ready(auth.authenticate(&request)).is_ok());
        }
        kept = Some(auth);
    });
    assert!(held.bytes_current < 2 * i64::try_from(LIMIT).unwrap(), "{} bytes are held", held.bytes_current);
}

/// An identity of the application whose drop panics so often.
struct Bomb;

static PANICS: AtomicUsize = AtomicUsize::new(0);
/// The tests that share `PANICS`.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(PANICS.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)).is_err(), "in drop");
    }
}

impl<'de> Deserialize<'de> for Bomb {
    fn deserialize<D: Deserializer<'de>>(claims: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(claims).map(|_| Self)
    }
}

fn statuses(auth: &Authenticator<Arc<Bomb>>, numbers: std::ops::Range<usize>) -> Vec<u16> {
    numbers
        .map(|number| asked(auth, &of(number)).unwrap().map_or_else(|rejection| rejection.status().as_u16(), |_| 200))
        .collect()
}

/// A drop of the application's that panics while the keys change must not leave a lock poisoned: a part of all tokens was answered
/// with 500 from then on.
#[test]
fn a_panic_while_the_cache_is_cleared_breaks_no_later_request() {
    let _guard = ONE_AT_A_TIME.lock();
    let verifier = es256().verifier().identity::<Bomb>().build().unwrap();
    let auth = Authenticator::new(verifier.clone());
    assert_eq!(statuses(&auth, 0..64), [200; 64]);
    PANICS.store(1, SeqCst);
    let replace = || verifier.replace_keys([es256().key(), signer(JwtAlgorithm::EdDsa).key()]).unwrap();
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(replace));
    assert_eq!(PANICS.swap(0, SeqCst), 0);
    assert_eq!(statuses(&auth, 0..64), [200; 64]);
}

/// An evicted identity is not of the request that evicts it.
#[test]
fn a_panic_of_an_evicted_identity_rejects_no_other_request() {
    let _guard = ONE_AT_A_TIME.lock();
    let auth = Authenticator::new(es256().verifier().identity::<Bomb>().cache_capacity(2).build().unwrap());
    assert_eq!(statuses(&auth, 0..2), [200; 2]);
    PANICS.store(1, SeqCst);
    let statuses = statuses(&auth, 2..10);
    assert_eq!(PANICS.swap(0, SeqCst), 0);
    assert_eq!(statuses, [200; 8]);
}

/// An identity whose drop waits for a request, as one that returns a connection to a pool may.
struct Waits;

static WAITS: AtomicBool = AtomicBool::new(false);
static ASKED: AtomicUsize = AtomicUsize::new(0);
static VERIFIER: Mutex<Option<Jwt<Arc<Waits>>>> = Mutex::new(None);

impl Drop for Waits {
    fn drop(&mut self) {
        if !WAITS.swap(false, SeqCst) {
            return;
        }
        let verifier = VERIFIER.lock().unwrap().clone().unwrap();
        let (done, answers) = mpsc::channel();
        std::thread::spawn(move || {
            // Some of these are in the part of the cache that is being cleared.
            for number in 0..64 {
                let _ = asked(&Authenticator::new(verifier.clone()), &of(number));
            }
            let _ = done.send(());
        });
        // With the fault nothing is ever sent.
        ASKED.store(if answers.recv_timeout(Duration::from_secs(10)).is_ok() { 1 } else { 2 }, SeqCst);
    }
}

impl<'de> Deserialize<'de> for Waits {
    fn deserialize<D: Deserializer<'de>>(claims: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(claims).map(|_| Self)
    }
}

/// No lock is held while the application's code runs.
#[test]
fn requests_are_answered_while_an_identity_of_the_cache_is_dropped() {
    let verifier = es256().verifier().identity::<Waits>().build().unwrap();
    *VERIFIER.lock().unwrap() = Some(verifier.clone());
    for number in 0..64 {
        assert!(asked(&Authenticator::new(verifier.clone()), &of(number)).unwrap().is_ok());
    }
    WAITS.store(true, SeqCst);
    verifier.replace_keys([es256().key(), signer(JwtAlgorithm::EdDsa).key()]).unwrap();
    assert_eq!(ASKED.load(SeqCst), 1);
}

struct PanicsInDrop;

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        panic!("in drop");
    }
}

impl<'de> Deserialize<'de> for PanicsInDrop {
    fn deserialize<D: Deserializer<'de>>(claims: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(claims).map(|_| Self)
    }
}

struct PanicsAtOnce;

impl<'de> Deserialize<'de> for PanicsAtOnce {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        panic!("in deserialize");
    }
}

const CHILD: &str = "REQUIRES_AUTH_FOUND_CHILD";

/// A second panic during unwinding ends the process, so this asks in a process beside this one.
#[test]
fn claims_that_panic_do_not_end_the_process() {
    match std::env::var(CHILD).as_deref() {
        Ok("claims") => {
            let builder = es256().verifier().claims::<PanicsInDrop>().claims::<PanicsAtOnce>();
            let rejection = asked(&auth(builder), &of(0)).unwrap().unwrap_err();
            assert_eq!(rejection.status(), 500);
        }
        Ok(_) => {
            // Two identities whose drops panic, in one part of the cache.
            let verifier = es256().verifier().identity::<Bomb>().cache_capacity(2).build().unwrap();
            assert_eq!(statuses(&Authenticator::new(verifier.clone()), 0..2), [200; 2]);
            PANICS.store(2, SeqCst);
            let replace = || verifier.replace_keys([es256().key(), signer(JwtAlgorithm::EdDsa).key()]).unwrap();
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(replace));
            PANICS.store(0, SeqCst);
        }
        Err(_) => {
            let ended = ["claims", "keys"].map(|case| {
                let mut child = Command::new(std::env::current_exe().unwrap());
                child.args(["--exact", "found::claims_that_panic_do_not_end_the_process"]).env(CHILD, case);
                child.output().unwrap().status.success()
            });
            assert_eq!(ended, [true, true], "claims, keys");
        }
    }
}
