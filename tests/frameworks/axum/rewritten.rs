//! B12: which code of a user's may make something else of a refusal. That of a service's errors does not see it, a middleware does.

use std::convert::Infallible;

use axum::{
    Router,
    error_handling::HandleErrorLayer,
    http::StatusCode,
    middleware::map_response,
    response::{IntoResponse, Response},
    routing::get,
};
use requires_auth::{Identity, axum::requires_auth};
use requires_auth_tests::{conformance::verifiers::users, raw_http};

use crate::serve;

#[requires_auth]
async fn guarded(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

/// Whatever is wrong with a service, this would answer with 418.
async fn teapot(_: Infallible) -> StatusCode {
    StatusCode::IM_A_TEAPOT
}

/// A refusal is an answer, no error.
#[test]
fn handle_error_does_not_see_a_refusal() {
    let route = get(guarded).layer(HandleErrorLayer::new(teapot));
    let address = serve(Router::new().route("/x", route).with_state(users()));
    let reply = raw_http::get(address, "/x", None);
    assert_eq!((reply.status, reply.all("www-authenticate").len()), (401, 1));
    assert_eq!(raw_http::get(address, "/x", Some("writer")).body, "ada");
}

#[test]
fn a_middleware_has_the_last_word() {
    let page = |response: Response| async {
        if response.status() != StatusCode::UNAUTHORIZED {
            return response;
        }
        let mut page = (response.status(), "<p>who are you?</p>").into_response();
        page.headers_mut()
            .extend(response.headers().get("www-authenticate").map(|line| (http::header::WWW_AUTHENTICATE, line.clone())));
        page
    };
    let address = serve(Router::new().route("/x", get(guarded)).layer(map_response(page)).with_state(users()));
    let reply = raw_http::get(address, "/x", None);
    assert_eq!((reply.status, reply.body.as_str(), reply.all("www-authenticate").len()), (401, "<p>who are you?</p>", 1));
    assert_eq!(raw_http::get(address, "/x", Some("writer")).body, "ada");
}
