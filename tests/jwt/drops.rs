//! Types of the application, as claims and as identities, whose code panics or waits where nobody expects it.

use std::{
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
        mpsc,
    },
    time::Duration,
};

use requires_auth::{
    Authenticator,
    verifiers::{Jwt, JwtAlgorithm, JwtBuilder},
};
use serde::{Deserialize, Deserializer, de::IgnoredAny};

use crate::{
    forge::with_claim,
    issuer::{CLAIMS, Signer, asked, signer},
};

fn es256() -> &'static Signer {
    signer(JwtAlgorithm::Es256)
}

/// A token of the person with this number.
fn of(number: usize) -> String {
    es256().issue(&with_claim("sub", &format!(r#""u{number}""#)))
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

/// No lock is poisoned, and whoever replaces the keys does not see the panic.
#[test]
fn a_panic_while_the_cache_is_cleared_breaks_no_later_request() {
    let _guard = ONE_AT_A_TIME.lock();
    let verifier = es256().verifier().identity::<Bomb>().build().unwrap();
    let auth = Authenticator::new(verifier.clone());
    assert_eq!(statuses(&auth, 0..64), [200; 64]);
    PANICS.store(1, SeqCst);
    verifier.replace_keys([es256().key(), signer(JwtAlgorithm::EdDsa).key()]).unwrap();
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

/// An identity whose drop waits for other requests, as one that returns a connection to a pool may.
struct Waits;

/// How many drops it is until the one that waits; zero if none does.
static COUNTDOWN: AtomicUsize = AtomicUsize::new(0);
static WERE_ANSWERED: Mutex<Option<bool>> = Mutex::new(None);
static VERIFIER: Mutex<Option<Jwt<Arc<Waits>>>> = Mutex::new(None);

impl Drop for Waits {
    fn drop(&mut self) {
        if COUNTDOWN.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)) != Ok(1) {
            return;
        }
        let verifier = VERIFIER.lock().unwrap().clone().unwrap();
        let (done, answers) = mpsc::channel();
        std::thread::spawn(move || {
            // Some of these are in the part of the cache that is being changed.
            for number in 0..64 {
                let _ = asked(&Authenticator::new(verifier.clone()), &of(number));
            }
            let _ = done.send(());
        });
        // If a lock were held, nothing would ever be sent.
        *WERE_ANSWERED.lock().unwrap() = Some(answers.recv_timeout(Duration::from_secs(10)).is_ok());
    }
}

impl<'de> Deserialize<'de> for Waits {
    fn deserialize<D: Deserializer<'de>>(claims: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(claims).map(|_| Self)
    }
}

type Change<'a> = &'a dyn Fn(&Jwt<Arc<Waits>>);

/// No lock is held while the application's code runs: when the cache is cleared, and when an insertion evicts, however many.
#[test]
fn requests_are_answered_while_an_identity_of_the_cache_is_dropped() {
    let replace = |verifier: &Jwt<Arc<Waits>>| verifier.replace_keys([es256().key(), signer(JwtAlgorithm::EdDsa).key()]).unwrap();
    let long = es256().issue(&with_claim("x", &format!(r#""{}""#, "x".repeat(5500))));
    let evict = |verifier: &Jwt<Arc<Waits>>| drop(asked(&Authenticator::new(verifier.clone()), &long).unwrap().unwrap());
    let changes: [(&str, usize, Change<'_>); 4] =
        [("cleared", 1, &replace), ("cleared", 9, &replace), ("evicted", 1, &evict), ("evicted", 5, &evict)];
    for (name, countdown, change) in changes {
        let verifier = es256().verifier().cache_bytes(64 << 10).identity::<Waits>().build().unwrap();
        *VERIFIER.lock().unwrap() = Some(verifier.clone());
        for number in 0..64 {
            assert!(asked(&Authenticator::new(verifier.clone()), &of(number)).unwrap().is_ok());
        }
        COUNTDOWN.store(countdown, SeqCst);
        change(&verifier);
        assert_eq!(WERE_ANSWERED.lock().unwrap().take(), Some(true), "{name} {countdown}");
    }
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

/// Claims of which two have a drop that panics.
struct PanicsInDropToo;

impl Drop for PanicsInDropToo {
    fn drop(&mut self) {
        panic!("in drop");
    }
}

impl<'de> Deserialize<'de> for PanicsInDropToo {
    fn deserialize<D: Deserializer<'de>>(claims: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(claims).map(|_| Self)
    }
}

const CHILD: &str = "REQUIRES_AUTH_DROPS_CHILD";

fn status(builder: JwtBuilder) -> u16 {
    let auth = Authenticator::new(builder.build().unwrap());
    asked(&auth, &es256().issue(CLAIMS)).unwrap().map_or_else(|rejection| rejection.status().as_u16(), |_| 200)
}

/// A second panic during unwinding ends the process, so this asks in a process beside this one.
#[test]
fn claims_that_panic_do_not_end_the_process() {
    let cases = ["deserialize while another is held", "one type twice", "two at once", "an identity of the cache"];
    match std::env::var(CHILD).as_deref() {
        Ok("deserialize while another is held") => {
            assert_eq!(status(es256().verifier().claims::<PanicsInDrop>().claims::<PanicsAtOnce>()), 500);
            assert_eq!(status(es256().verifier().claims::<PanicsAtOnce>().claims::<PanicsInDrop>()), 500);
        }
        Ok("one type twice") => assert_eq!(status(es256().verifier().claims::<PanicsInDrop>().claims::<PanicsInDrop>()), 200),
        Ok("two at once") => {
            let claims = || es256().verifier().claims::<PanicsInDrop>().claims::<PanicsInDropToo>();
            assert_eq!(status(claims()), 200);
            assert_eq!(status(claims().without_cache()), 200);
        }
        Ok(_) => {
            // Two identities whose drops panic, in one part of the cache.
            let verifier = es256().verifier().identity::<Bomb>().cache_capacity(2).build().unwrap();
            assert_eq!(statuses(&Authenticator::new(verifier.clone()), 0..2), [200; 2]);
            PANICS.store(2, SeqCst);
            verifier.replace_keys([es256().key(), signer(JwtAlgorithm::EdDsa).key()]).unwrap();
            assert_eq!(PANICS.swap(0, SeqCst), 0);
        }
        Err(_) => {
            for case in cases {
                let mut child = Command::new(std::env::current_exe().unwrap());
                child.args(["--exact", "drops::claims_that_panic_do_not_end_the_process"]).env(CHILD, case);
                let output = child.output().unwrap();
                assert!(output.status.success(), "{case}: {}", String::from_utf8_lossy(&output.stderr));
            }
        }
    }
}
