//! B3: a nested router takes its prefix off the target, and keeps what was sent: the guard and a call by hand see that.

use std::{convert::Infallible, sync::LazyLock};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::Response,
    routing::get,
};
use http::request::Parts;
use requires_auth::{Authenticator, Identity, Rejection, axum::requires_auth};
use requires_auth_tests::targets::{assert_as_sent, shown};
use tower_service::Service;

use crate::serve;

#[requires_auth]
async fn guarded(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

async fn by_request(State(auth): State<Authenticator>, request: Request) -> Result<String, Rejection> {
    assert_eq!(request.uri().path(), "/by_request");
    Ok(auth.authenticate(&request).await?.subject().to_owned())
}

async fn by_parts(State(auth): State<Authenticator>, parts: Parts) -> Result<String, Rejection> {
    assert_eq!(parts.uri.path(), "/by_parts");
    Ok(auth.authenticate(&parts).await?.subject().to_owned())
}

async fn by_middleware(State(auth): State<Authenticator>, request: Request, next: Next) -> Result<Response, Rejection> {
    let who = auth.authenticate(&request).await?;
    drop(next.run(request).await);
    Ok(Response::new(Body::from(who.subject().to_owned())))
}

/// A tower service whose one function has the attribute for plain functions.
#[derive(Clone)]
struct Inline;

impl Service<Request> for Inline {
    type Response = Response;
    type Error = Infallible;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Infallible>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        Box::pin(inline(request))
    }
}

static AUTH: LazyLock<Authenticator> = LazyLock::new(shown);

#[requires_auth::requires_auth(verifier = AUTH)]
async fn inline(request: Request, #[identity] who: Identity) -> Result<Response, Infallible> {
    assert_eq!(request.uri().path(), "/");
    Ok(Response::new(Body::from(who.subject().to_owned())))
}

#[test]
fn by_guard_and_by_hand_the_target_is_the_one_that_was_sent() {
    let behind = Router::new().route("/any", get(|| async { "behind" }));
    let inner = Router::new()
        .route("/guarded", get(guarded))
        .route("/by_request", get(by_request))
        .route("/by_parts", get(by_parts))
        .nest("/behind", behind.layer(from_fn_with_state(shown(), by_middleware)))
        .nest_service("/inline", Inline);
    let address = serve(Router::new().nest("/outer", Router::new().nest("/inner", inner)).with_state(shown()));
    let paths = ["guarded", "by_request", "by_parts", "behind/any", "inline"].map(|path| format!("/outer/inner/{path}"));
    assert_as_sent(address, &paths.each_ref().map(String::as_str));
}
