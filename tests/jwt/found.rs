//! What an attacker found: inputs that were answered wrongly.

use http::Request;
use requires_auth::{
    Authenticator,
    verifiers::{Jwt, JwtAlgorithm, JwtBuilder},
};
use requires_auth_tests::poll_once::ready;

use crate::{
    forge::with_claim,
    issuer::{AUDIENCE, CLAIMS, ISSUER, Signer, reason, signer, verdict},
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
