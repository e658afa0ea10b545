//! An endpoint that fails, in each way.

use std::{
    pin::{Pin, pin},
    task::{Context, Waker},
    time::Duration,
};

use requires_auth::test_util::{TestEndpoint, TestResponse};
use serde_json::json;

use crate::asking::{AUDIENCE, Api, request};

const ENDPOINT: TestEndpoint = TestEndpoint::Introspection;

#[test]
fn an_endpoint_that_fails_is_503() {
    let api = Api::new();
    let token = api.token(json!({}));
    for (response, text) in [
        (TestResponse::Closed, "the endpoint at `http://127.0.0.1:"),
        (TestResponse::Status(500), "the status is 500"),
        (TestResponse::Status(404), "the status is 404"),
        (TestResponse::Status(204), "the status is 204"),
        (TestResponse::Status(401), "the endpoint rejects the credentials of this API: the status is 401"),
        (TestResponse::Redirect("/introspect".to_owned()), "the status is 302"),
        (TestResponse::Body(" ".repeat(64 * 1024 + 1)), "the body has more than 65536 bytes"),
    ] {
        api.issuer.respond(ENDPOINT, response.clone());
        let rejected = api.ask(&token).unwrap_err();
        assert_eq!(rejected.status, 503, "{response:?}");
        assert!(rejected.source.starts_with("introspection_failed: ") && rejected.source.contains(text), "{rejected:?}");
    }
    api.issuer.respond(ENDPOINT, TestResponse::Usual);
    assert_eq!(api.status(&token), 200, "no failure is remembered");
}

#[test]
fn an_endpoint_that_is_slow_is_given_up() {
    let api = Api::with(|builder| builder.audience(AUDIENCE).timeout(Duration::from_secs(2)));
    let request = request(&api.token(json!({})));
    api.issuer.respond(ENDPOINT, TestResponse::Held);
    let mut asking = pin!(api.auth.authenticate(&request));
    assert!(poll(asking.as_mut()).is_pending());
    api.issuer.wait_for_requests(ENDPOINT, 1);
    assert!(poll(asking.as_mut()).is_pending());
    api.advance(2);
    let rejection = futures_executor::block_on(asking).unwrap_err();
    assert_eq!(rejection.status(), 503);
    assert!(rejection.source().unwrap().to_string().ends_with("/introspect`: no response within 2s"));
}

fn poll<F: Future>(future: Pin<&mut F>) -> std::task::Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// The client is gone. The answer comes all the same, and is remembered.
#[test]
fn a_client_that_hangs_up_cancels_no_question() {
    let api = Api::new();
    let token = api.token(json!({}));
    api.issuer.respond(ENDPOINT, TestResponse::Held);
    let request = request(&token);
    assert!(poll(pin!(api.auth.authenticate(&request))).is_pending());
    api.issuer.wait_for_requests(ENDPOINT, 1);
    api.issuer.respond(ENDPOINT, TestResponse::Usual);
    let end = std::time::Instant::now() + Duration::from_secs(10);
    while poll(pin!(api.auth.authenticate(&request))).is_pending() {
        assert!(std::time::Instant::now() < end);
        std::thread::yield_now();
    }
    assert_eq!(api.status(&token), 200);
}

/// A token that many requests have, and whose answer is forgotten: it is not asked about for each of them.
#[test]
fn a_request_that_waited_looks_whether_the_token_is_known_now() {
    let api = Api::new();
    let request = request(&api.token(json!({})));
    api.issuer.respond(ENDPOINT, TestResponse::Held);
    let mut asking: Vec<_> = (0..200).map(|_| Box::pin(api.auth.authenticate(&request))).collect();
    for one in &mut asking {
        assert!(poll(one.as_mut()).is_pending());
    }
    api.issuer.wait_for_requests(ENDPOINT, 64);
    api.issuer.respond(ENDPOINT, TestResponse::Usual);
    for one in asking {
        assert_eq!(futures_executor::block_on(one).unwrap().subject(), "ada");
    }
    assert_eq!(api.questions(), 64);
}

#[test]
fn more_questions_than_the_bound_are_503() {
    let api = Api::new();
    api.issuer.respond(ENDPOINT, TestResponse::Held);
    let requests: Vec<_> = (0..=64 + 256).map(|number| request(&format!("token-{number}"))).collect();
    let mut asking: Vec<_> = requests.iter().map(|request| Box::pin(api.auth.authenticate(request))).collect();
    let (last, others) = asking.split_last_mut().unwrap();
    for one in others {
        assert!(poll(one.as_mut()).is_pending());
    }
    let std::task::Poll::Ready(Err(rejection)) = poll(last.as_mut()) else { panic!("it waits") };
    assert_eq!(rejection.status(), 503);
    assert_eq!(rejection.source().unwrap().to_string(), "introspection_busy: 64 questions are asked, and 256 wait");
    api.issuer.wait_for_requests(ENDPOINT, 64);
    // The place of a request that waited, and whose client hung up, is free again. That of a question is not.
    drop(asking);
    api.issuer.respond(ENDPOINT, TestResponse::Usual);
    assert_eq!(api.status(&api.token(json!({}))), 200);
    assert!(api.questions() <= 65);
}
