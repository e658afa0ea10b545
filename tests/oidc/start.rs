//! Before the first keys are there, and the first request after.

use std::time::Duration;

use futures_executor::block_on;
use requires_auth::{
    Authenticator,
    test_util::{Conformance, TestEndpoint, TestIssuer, TestResponse, bearer},
    verifiers::{JwtAlgorithm, Oidc, OidcBuilder},
};
use serde_json::json;

use crate::asking::{AUDIENCE, Api, ask, eventually};

fn usual(builder: OidcBuilder) -> OidcBuilder {
    builder
}

#[test]
fn tokens_of_every_algorithm_are_accepted() {
    let api = Api::before(usual, |issuer| {
        for algorithm in [JwtAlgorithm::Rs256, JwtAlgorithm::Ps256, JwtAlgorithm::EdDsa, JwtAlgorithm::Es384] {
            issuer.rotate(algorithm);
        }
    });
    block_on(api.verifier.ready());
    assert_eq!((api.verifier.status().keys(), api.verifier.status().error()), (5, None));
    for kid in ["key-5", "key-4", "key-3", "key-2", "key-1"] {
        let who = api.ask(&api.token()).unwrap();
        assert_eq!((who.subject(), who.issuer()), ("ada", Some(api.issuer.url())), "{kid}");
        api.issuer.withdraw(kid);
    }
}

#[test]
fn the_table_of_conformance_holds() {
    let (one, other) = (Api::ready(), Api::ready());
    let good = bearer(one.token());
    let expired = bearer(one.issuer.token(&json!({"sub": "ada", "aud": AUDIENCE, "exp": 1_700_000_000})));
    block_on(Conformance::new(one.verifier.clone()).accepts(good.clone()).rejects(expired.clone()).check());
    let both = Oidc::any_of([other.verifier.clone(), one.verifier.clone()]).unwrap();
    block_on(Conformance::new(both).accepts(good).accepts(bearer(other.token())).rejects(expired).check());
}

#[test]
fn without_keys_the_response_is_503_and_the_time_of_the_next_attempt() {
    let api = Api::before(usual, |issuer| issuer.respond(TestEndpoint::Discovery, TestResponse::Closed));
    let mut pauses = Vec::new();
    for attempts in 1..=8 {
        api.wait_for_attempts(attempts);
        let rejected = api.ask(&api.token()).unwrap_err();
        assert_eq!(rejected.status, 503);
        assert!(rejected.source.starts_with("keys_not_fetched: the discovery document at `http://127.0.0.1:"), "{rejected:?}");
        let pause: u64 = rejected.retry_after.unwrap().parse().unwrap();
        pauses.push(pause);
        assert!(!api.verifier.status().is_ready());
        api.advance(pause);
    }
    assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
    api.issuer.respond(TestEndpoint::Discovery, TestResponse::Usual);
    api.advance_until(|| api.verifier.status().is_ready());
    assert_eq!(api.status(&api.token()), 200);
    assert_eq!(api.verifier.status().error(), None);
}

#[test]
fn a_request_before_the_first_response_does_not_wait() {
    let api = Api::before(usual, |issuer| issuer.respond(TestEndpoint::Keys, TestResponse::Held));
    api.issuer.wait_for_requests(TestEndpoint::Keys, 1);
    let rejected = api.ask(&api.token()).unwrap_err();
    assert_eq!((rejected.status, rejected.retry_after.as_deref()), (503, Some("1")));
    assert_eq!(rejected.source, "keys_not_fetched: the keys are being fetched for the first time");
}

#[test]
fn a_provider_that_is_slow_is_given_up_after_5_seconds() {
    let api = Api::before(usual, |issuer| issuer.respond(TestEndpoint::Keys, TestResponse::Held));
    api.issuer.wait_for_requests(TestEndpoint::Keys, 1);
    api.clock.advance(Duration::from_millis(4999));
    assert_eq!(api.verifier.status().attempts(), 0);
    api.clock.advance(Duration::from_millis(1));
    api.wait_for_attempts(1);
    assert!(api.verifier.status().error().unwrap().ends_with("/jwks`: no response within 5s"));
}

/// A server without TLS at an `https` address: the client gets as far as TLS, whichever crates for it the build has.
#[test]
fn a_server_without_tls_is_not_asked() {
    let issuer = TestIssuer::start();
    let url = issuer.url().replace("http:", "https:");
    let verifier = Oidc::issuer(&*url).audience(AUDIENCE).build().unwrap();
    eventually(|| verifier.status().attempts() > 0);
    let status = verifier.status();
    let prefix = format!("the discovery document at `{url}/.well-known/openid-configuration`: error sending request: ");
    assert!(status.error().unwrap().starts_with(&prefix) && !status.is_ready(), "{status:?}");
    assert_eq!(issuer.requests(TestEndpoint::Discovery), 0);
}

#[test]
fn a_token_of_another_issuer_is_rejected() {
    let (one, other) = (Api::ready(), Api::ready());
    // Its keys have the same names.
    let rejected = one.ask(&other.token()).unwrap_err();
    assert_eq!(rejected.status, 401);
    assert!(rejected.source.starts_with("bad_signature"), "{rejected:?}");
    let both = Authenticator::builder(one.verifier.clone()).build().unwrap();
    assert!(ask(&both, &one.token()).is_ok());
    // A claim alone changes nothing.
    let foreign = other.issuer.token(&json!({"iss": one.issuer.url(), "sub": "ada", "aud": AUDIENCE}));
    assert_eq!(one.status(&foreign), 401);
    let own = one.issuer.token(&json!({"iss": other.issuer.url(), "sub": "ada", "aud": AUDIENCE}));
    assert!(one.ask(&own).unwrap_err().source.starts_with("wrong_issuer"));
}
