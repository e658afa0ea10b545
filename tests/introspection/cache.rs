//! Answers that are remembered.

use std::time::Duration;

use allocation_counter::measure;
use futures_executor::block_on;
use requires_auth::{
    StepUpPolicy, policy,
    test_util::{Conformance, bearer},
};
use requires_auth_tests::poll_once::ready;
use serde_json::json;

use crate::asking::{AUDIENCE, Api, NOW, request};

#[test]
fn the_table_of_conformance_holds() {
    let api = Api::new();
    let revoked = api.token(json!({}));
    api.issuer.revoke(&revoked);
    let conformance = Conformance::new(api.auth.clone()).accepts(bearer(api.token(json!({}))));
    block_on(conformance.rejects(bearer(&revoked)).check());
}

/// RFC 9470 6.2, by the clock of the verifier.
#[test]
fn the_age_of_an_authentication_is_looked_at_on_every_hit() {
    const GOLD: StepUpPolicy = policy!(acr("gold"), max_age = "10s");
    let api = Api::new();
    let token = api.token(json!({"acr": "gold", "auth_time": NOW - 5}));
    let status =
        |token: &str| block_on(api.auth.authorize(&GOLD, &request(token))).map_or_else(|no| no.status().as_u16(), |_| 200);
    assert_eq!((status(&token), status(&token), api.questions()), (200, 200, 1));
    api.clock.advance(Duration::from_millis(5001));
    assert_eq!((status(&token), api.status(&token), api.questions()), (401, 200, 1), "the answer itself counts");
    assert_eq!(status(&api.token(json!({"acr": "gold"}))), 401);
    assert_eq!(status(&api.token(json!({"acr": "silver", "auth_time": NOW}))), 401);
}

#[test]
fn an_answer_counts_for_30_seconds() {
    let api = Api::new();
    let token = api.token(json!({}));
    assert_eq!((api.status(&token), api.status(&token), api.questions()), (200, 200, 1));
    api.issuer.revoke(&token);
    api.clock.advance(Duration::from_millis(29_999));
    assert_eq!((api.status(&token), api.questions()), (200, 1));
    api.clock.advance(Duration::from_millis(1));
    assert_eq!((api.status(&token), api.questions()), (401, 2));
}

#[test]
fn a_rejection_counts_for_10_seconds() {
    let api = Api::new();
    let other = api.token(json!({"aud": "https://other.example"}));
    for token in ["unknown", &*other] {
        let before = api.questions();
        for _ in 0..5 {
            assert_eq!(api.status(token), 401);
        }
        assert_eq!(api.questions(), before + 1);
        api.clock.advance(Duration::from_millis(9_999));
        assert_eq!((api.status(token), api.questions()), (401, before + 1));
        api.clock.advance(Duration::from_millis(1));
        assert_eq!((api.status(token), api.questions()), (401, before + 2));
    }
}

#[test]
fn no_answer_counts_beyond_the_expiry() {
    let api = Api::new();
    let token = api.token(json!({"exp": NOW + 5}));
    assert_eq!(api.status(&token), 200);
    api.clock.advance(Duration::from_millis(4_999));
    assert_eq!((api.status(&token), api.questions()), (200, 1));
    api.issuer.revoke(&token);
    api.clock.advance(Duration::from_millis(1));
    assert_eq!((api.status(&token), api.questions()), (401, 2));
    // The clock of the issuer is slow, which the leeway tolerates: then it is asked each time.
    let token = api.token(json!({"exp": NOW}));
    assert_eq!((api.status(&token), api.status(&token), api.questions()), (200, 200, 4));
}

#[test]
fn it_can_be_shorter_and_off() {
    let api = Api::with(|builder| builder.audience(AUDIENCE).cache_max_age(Duration::from_secs(3)));
    let token = api.token(json!({}));
    assert_eq!((api.status(&token), api.status("unknown"), api.questions()), (200, 401, 2));
    api.advance(3);
    assert_eq!((api.status(&token), api.status("unknown"), api.questions()), (200, 401, 4));
    let api = Api::with(|builder| builder.audience(AUDIENCE).without_cache());
    let token = api.token(json!({}));
    assert_eq!((api.status(&token), api.status(&token), api.questions()), (200, 200, 2));
}

#[test]
fn a_token_that_was_seen_before_allocates_nothing() {
    let api = Api::new();
    let token = api.token(json!({}));
    assert_eq!(api.status(&token), 200);
    let request = request(&token);
    assert_eq!(measure(|| drop(ready(api.auth.authenticate(&request)).unwrap())).count_total, 0);
}
