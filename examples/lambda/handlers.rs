//! The handlers. Whatever the trigger was, `lambda_http` makes an `http::Request` of its event, and that is what a guard reads.

use std::sync::{Mutex, PoisonError};

use lambda_http::{
    Body, Error, Request, Response,
    http::{Method, StatusCode},
};
use requires_auth::{Identity, requires_auth};

use crate::verifiers::TOKENS;

/// What a warm function keeps from one event to the next.
#[derive(Default)]
pub(crate) struct Items(Mutex<Vec<String>>);

/// Routes by path: one function behind a gateway that passes on everything.
pub(crate) async fn handle(items: &Items, request: Request) -> Result<Response<Body>, Error> {
    match request.uri().path() {
        "/public" => Ok(public()),
        "/items" if request.method() == Method::POST => create_item(items, request).await,
        "/items" => list_items(items, request).await,
        "/me" => me(request).await,
        _ => Ok(Response::builder().status(StatusCode::NOT_FOUND).body(Body::Empty)?),
    }
}

#[requires_auth::public]
fn public() -> Response<Body> {
    Response::new("everybody may read this\n".into())
}

#[requires_auth(verifier = TOKENS)]
async fn me(request: Request, #[identity] who: Identity) -> Result<Response<Body>, Error> {
    Ok(Response::new(format!("hello, {}\n", who.subject()).into()))
}

/// The request is not the first parameter, so the guard is told which one it is.
#[requires_auth(verifier = TOKENS, request = request, scopes("items:read"))]
async fn list_items(items: &Items, request: Request) -> Result<Response<Body>, Error> {
    let names = items.0.lock().unwrap_or_else(PoisonError::into_inner).join("\n");
    Ok(Response::new(names.into()))
}

#[requires_auth(verifier = TOKENS, request = request, scopes("items:write"))]
async fn create_item(items: &Items, request: Request, #[identity] who: Identity) -> Result<Response<Body>, Error> {
    let Body::Text(name) = request.into_body() else {
        return Ok(Response::builder().status(StatusCode::BAD_REQUEST).body(Body::Empty)?);
    };
    let made = format!("{name}, made by {}", who.subject());
    items.0.lock().unwrap_or_else(PoisonError::into_inner).push(made.clone());
    Ok(Response::builder().status(StatusCode::CREATED).body(made.into())?)
}
