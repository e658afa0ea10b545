//! A token that was seen before waits for nothing, and allocates nothing.

use allocation_counter::measure;
use http::Request;
use requires_auth::{Authenticator, scheme};
use requires_auth_tests::poll_once::ready;

use crate::asking::{Api, request};

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
    const SESSION: scheme::SessionCookie = scheme::SessionCookie::named("__Host-session");
    let api = Api::ready();
    let auth = Authenticator::new(api.verifier.clone().in_cookie(SESSION));
    let request = Request::builder().header("cookie", format!("a=b; __Host-session={}", api.token())).body(()).unwrap();
    let ask = || drop(ready(auth.authenticate(&request)).unwrap());
    assert!(measure(ask).count_total > 0);
    ask();
    assert_eq!(measure(ask).count_total, 0);
}
