//! A token that was seen before waits for nothing, and allocates nothing.

use allocation_counter::measure;
use futures_executor::block_on;
use http::Request;
use requires_auth::{Authenticator, StepUpPolicy, policy, scheme, verifiers::Oidc};
use requires_auth_tests::poll_once::ready;
use serde_json::json;

use crate::asking::{AUDIENCE, Api, request};

const SESSION: scheme::SessionCookie = scheme::SessionCookie::named("__Host-session");

#[test]
fn a_token_that_was_seen_before_allocates_nothing() {
    let api = Api::ready();
    let request = request(&api.token());
    let ask = || drop(ready(api.auth.authenticate(&request)).unwrap());
    // The counter counts.
    assert!(measure(ask).count_total > 0);
    ask();
    assert_eq!(measure(ask).count_total, 0);
}

#[test]
fn nor_does_one_in_a_cookie() {
    let api = Api::ready();
    let auth = Authenticator::new(api.verifier.clone().in_cookie(SESSION));
    let request = Request::builder().header("cookie", format!("a=b; __Host-session={}", api.token())).body(()).unwrap();
    let ask = || drop(ready(auth.authenticate(&request)).unwrap());
    assert!(measure(ask).count_total > 0);
    ask();
    assert_eq!(measure(ask).count_total, 0);
}

/// Step-up by the clock of the verifier, which is not that of this machine, on every hit.
#[test]
fn the_age_of_an_authentication_is_looked_at_on_every_hit() {
    const GOLD: StepUpPolicy = policy!(acr("gold"), max_age = "10s");
    let api = Api::ready();
    let auth_time = 1_767_225_600 - 5;
    let token = api
        .issuer
        .token(&json!({"sub": "ada", "aud": AUDIENCE, "exp": 4_102_444_800_u64, "acr": "gold", "auth_time": auth_time}));
    let several = Authenticator::new(Oidc::any_of([api.verifier.clone()]).unwrap());
    for auth in [&api.auth, &several] {
        assert!(block_on(auth.authorize(&GOLD, &request(&token))).is_ok());
    }
    let in_cookie = Authenticator::new(api.verifier.clone().in_cookie(SESSION));
    let with_cookie = Request::builder().header("cookie", format!("__Host-session={token}")).body(()).unwrap();
    assert!(block_on(in_cookie.authorize(&GOLD, &with_cookie)).is_ok());
    api.advance(6);
    assert_eq!(ready(in_cookie.authorize(&GOLD, &with_cookie)).unwrap_err().status(), 401);
    for auth in [&api.auth, &several] {
        assert!(ready(auth.authenticate(&request(&token))).is_ok());
        assert_eq!(ready(auth.authorize(&GOLD, &request(&token))).unwrap_err().status(), 401);
    }
}
