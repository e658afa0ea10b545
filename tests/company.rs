//! The attribute of the example `company` guards as ours does, with defaults that a handler may replace.
#![allow(missing_docs, clippy::unwrap_used)]

use axum::{
    body::Body,
    extract::FromRef,
    handler::Handler,
    http::{HeaderMap, Request, StatusCode},
    response::{IntoResponse, Response},
};
use company::{Auth, User, guarded};
use futures_executor::block_on;
use requires_auth::{Authenticator, Identity, Rejection, verifiers::StaticTokens};

#[derive(Clone, FromRef)]
struct App {
    auth: Auth,
    guests: Authenticator,
}

fn app() -> App {
    let guests = StaticTokens::new([("guest-token", Identity::new("eve"))]).unwrap();
    App { auth: company::auth().unwrap(), guests: Authenticator::new(guests) }
}

#[guarded]
async fn lobby() -> &'static str {
    "in"
}

#[guarded]
async fn desk(headers: HeaderMap, #[identity] who: User) -> String {
    format!("{} by {}", who.name, headers.len())
}

#[guarded(scopes("payroll:read"))]
async fn payroll() -> &'static str {
    "the payroll"
}

#[guarded(only = |who: &User| who.name == "bob", scopes(any("payroll:read", "payroll:write")))]
async fn both() -> &'static str {
    "both"
}

#[guarded(identity = Identity)]
async fn guests() -> &'static str {
    "welcome"
}

#[guarded]
async fn guest(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[guarded(optional)]
async fn maybe(#[identity] who: Option<User>) -> String {
    who.map_or_else(|| "somebody".to_owned(), |who| who.name)
}

fn teapot(_: Rejection) -> impl IntoResponse {
    StatusCode::IM_A_TEAPOT
}

#[guarded(on_reject = teapot)]
async fn tea() -> &'static str {
    "tea"
}

fn ask<T>(handler: impl Handler<T, App>, token: Option<&str>) -> Response {
    let request = Request::builder().uri("/");
    let request = match token {
        Some(token) => request.header("authorization", format!("Bearer {token}")),
        None => request,
    };
    block_on(handler.call(request.body(Body::empty()).unwrap(), app()))
}

fn text(response: Response) -> String {
    let bytes = block_on(axum::body::to_bytes(response.into_body(), 1024)).unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn requests_without_good_credentials_are_rejected_in_the_companys_way() {
    for token in [None, Some("wrong"), Some("guest-token")] {
        for reply in [ask(lobby, token), ask(desk, token), ask(payroll, token), ask(both, token)] {
            assert_eq!(reply.status(), 401, "{token:?}");
            let challenge = reply.headers()["www-authenticate"].to_str().unwrap();
            assert!(challenge.starts_with(r#"Bearer realm="company""#), "{challenge}");
            assert!(reply.headers().contains_key("link"), "{token:?}");
        }
    }
}

#[test]
fn colleagues_are_let_in() {
    assert_eq!(text(ask(lobby, Some("bob-token"))), "in");
    assert_eq!(text(ask(desk, Some("bob-token"))), "bob by 1");
}

#[test]
fn keys_of_the_handler_add_to_the_defaults() {
    assert_eq!(ask(payroll, Some("bob-token")).status(), 403);
    assert_eq!(text(ask(payroll, Some("ada-token"))), "the payroll");
    for token in ["ada-token", "bob-token"] {
        let reply = ask(both, Some(token));
        assert_eq!(reply.status(), 403, "{token}: one has the scope, the other is meant");
        assert!(reply.headers().contains_key("link"), "{token}");
    }
    assert_eq!(text(ask(maybe, None)), "somebody");
    assert_eq!(text(ask(maybe, Some("ada-token"))), "ada");
    assert_eq!(ask(maybe, Some("wrong")).status(), 401);
}

#[test]
fn keys_of_the_handler_replace_the_defaults() {
    assert_eq!(text(ask(guests, Some("guest-token"))), "welcome");
    assert_eq!(ask(guests, Some("ada-token")).status(), 401, "another authenticator decides");
    assert_eq!(text(ask(guest, Some("guest-token"))), "eve");

    let reply = ask(tea, None);
    assert_eq!(reply.status(), 418);
    assert!(!reply.headers().contains_key("link"));
    assert_eq!(text(ask(tea, Some("bob-token"))), "tea");
}
