//! New keys, withdrawn keys, and clients that want to keep new keys from being fetched.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::{Duration, SystemTime},
};

use futures_executor::block_on;
use requires_auth::{
    test_util::{TestEndpoint, TestResponse},
    verifiers::JwtAlgorithm,
};

use crate::asking::{Api, eventually, request};

const KEYS: TestEndpoint = TestEndpoint::Keys;

#[test]
fn a_token_of_a_new_key_is_accepted_at_once() {
    let api = Api::ready();
    let old = api.token();
    assert_eq!(api.status(&old), 200);
    api.issuer.rotate(JwtAlgorithm::EdDsa);
    assert_eq!(api.status(&api.token()), 200);
    assert_eq!((api.issuer.requests(KEYS), api.issuer.requests(TestEndpoint::Discovery)), (2, 1));
    assert_eq!(api.status(&old), 200);
}

#[test]
fn a_withdrawn_key_counts_no_longer_after_the_next_fetch() {
    let api = Api::ready();
    let old = api.token();
    assert_eq!(api.status(&old), 200);
    api.issuer.rotate(JwtAlgorithm::Es256);
    api.issuer.withdraw("key-1");
    // It is in the cache.
    assert_eq!(api.status(&old), 200);
    api.advance(599);
    assert_eq!((api.status(&old), api.issuer.requests(KEYS)), (200, 1));
    api.advance(1);
    api.wait_for_attempts(2);
    let rejected = api.ask(&old).unwrap_err();
    assert_eq!(rejected.status, 401);
    assert!(rejected.source.starts_with("unknown_key"), "{rejected:?}");
    assert_eq!(api.status(&api.token()), 200);
}

#[test]
fn all_keys_withdrawn_is_503_and_not_an_outage() {
    let api = Api::ready();
    let token = api.token();
    assert_eq!(api.status(&token), 200);
    api.issuer.respond(KEYS, TestResponse::Body(r#"{"keys":[]}"#.to_owned()));
    api.advance(600);
    api.wait_for_attempts(2);
    let rejected = api.ask(&token).unwrap_err();
    assert_eq!(rejected.status, 503);
    assert_eq!(rejected.source, "keys_not_fetched: the issuer publishes no key that can be used");
    api.issuer.respond(KEYS, TestResponse::Usual);
    api.advance_until(|| api.verifier.status().is_ready());
    assert_eq!(api.status(&token), 200);
}

#[test]
fn sixty_forged_names_of_keys_cause_one_fetch() {
    let api = Api::ready();
    for number in 0..60 {
        let rejected = api.ask(&api.forged(&format!("forged-{number}"))).unwrap_err();
        assert_eq!(rejected.status, 401);
        assert!(rejected.source.starts_with("unknown_key"), "{rejected:?}");
    }
    assert_eq!(api.issuer.requests(KEYS), 2);
    // One more in each half minute.
    for window in 1..=3 {
        api.advance(29);
        assert_eq!(api.status(&api.forged("more")), 401);
        api.advance(1);
        for _ in 0..20 {
            assert_eq!(api.status(&api.forged("more")), 401);
        }
        assert_eq!(api.issuer.requests(KEYS), 2 + window);
    }
    assert_eq!(api.status(&api.token()), 200);
}

/// The request that causes a fetch is gone before the fetch has begun, in every window.
#[test]
fn clients_that_hang_up_keep_no_key_from_being_fetched() {
    let api = Api::ready();
    for window in 0..3 {
        let kid = api.issuer.rotate(JwtAlgorithm::Es256);
        let before = api.verifier.status().attempts();
        for number in 0..20 {
            let forged = request(&api.forged(&format!("forged-{window}-{number}")));
            let mut asking = pin!(api.auth.authenticate(&forged));
            let polled = asking.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(polled, Poll::Pending | Poll::Ready(Err(_))));
        }
        api.wait_for_attempts(before + 1);
        // No request waited for it, and the key is there.
        assert_eq!(api.status(&api.token()), 200, "{kid}");
        assert_eq!(api.verifier.status().attempts(), before + 1);
        api.advance(30);
    }
}

#[test]
fn requests_with_a_new_key_wait_for_one_fetch() {
    let api = Api::ready();
    let known = api.token();
    api.issuer.rotate(JwtAlgorithm::Es256);
    api.issuer.respond(KEYS, TestResponse::Held);
    let request = request(&api.token());
    let mut all: Vec<_> = (0..20).map(|_| Box::pin(api.auth.authenticate(&request))).collect();
    for asking in &mut all {
        assert!(asking.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    api.issuer.wait_for_requests(KEYS, 2);
    assert_eq!(api.status(&known), 200, "a token of a known key waits for nothing");
    api.issuer.respond(KEYS, TestResponse::Usual);
    for asking in all {
        assert_eq!(block_on(asking).unwrap().subject(), "ada");
    }
    assert_eq!(api.issuer.requests(KEYS), 2);
}

#[test]
fn more_requests_than_may_wait_are_503() {
    let api = Api::ready();
    let known = api.token();
    api.issuer.rotate(JwtAlgorithm::Es256);
    api.issuer.respond(KEYS, TestResponse::Held);
    let request = request(&api.token());
    let mut all: Vec<_> = (0..1025).map(|_| Box::pin(api.auth.authenticate(&request))).collect();
    let (last, others) = all.split_last_mut().unwrap();
    for asking in others {
        assert!(asking.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    let Poll::Ready(Err(rejection)) = last.as_mut().poll(&mut Context::from_waker(Waker::noop())) else { panic!("it waits") };
    assert_eq!(rejection.status(), 503);
    assert_eq!(rejection.source().unwrap().to_string(), "keys_busy: 1024 requests wait for new keys");
    assert_eq!(api.status(&known), 200);
    // Clients that hang up leave their places.
    drop(all);
    api.issuer.respond(KEYS, TestResponse::Usual);
    assert_eq!(api.status(&api.token()), 200);
}

#[test]
fn a_clock_that_is_set_back_stops_no_refresh() {
    let api = Api::ready();
    let old = api.token();
    api.clock.set(SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    api.issuer.rotate(JwtAlgorithm::Es256);
    api.issuer.withdraw("key-1");
    api.advance(600);
    api.wait_for_attempts(2);
    assert!(api.ask(&old).unwrap_err().source.starts_with("unknown_key"));
    assert_eq!(api.status(&api.token()), 200);
}

/// The keys may be old or not. They are fetched at once.
#[test]
fn a_clock_that_is_set_forward_by_two_days_makes_it_fetch_the_keys() {
    let api = Api::ready();
    assert_eq!(api.status(&api.token()), 200);
    api.clock.set(SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600 + 2 * 86_400));
    let rejected = api.ask(&api.token()).unwrap_err();
    assert_eq!(rejected.status, 503);
    assert!(rejected.source.starts_with("keys_outdated"), "{rejected:?}");
    eventually(|| api.verifier.status().is_ready());
    assert_eq!(api.status(&api.token()), 200);
}

/// An issuer may move its keys, while the old address still responds.
#[test]
fn the_address_of_the_keys_is_asked_for_again_now_and_then() {
    let api = Api::ready();
    let discoveries = || api.issuer.requests(TestEndpoint::Discovery);
    let fetched = |attempts| {
        api.advance(600);
        api.wait_for_attempts(attempts);
    };
    (2..=32).for_each(fetched);
    assert_eq!(discoveries(), 1);
    fetched(33);
    assert_eq!(discoveries(), 2);
}
