//! The handlers. A guarded handler runs only for authenticated callers, and a body is read only after the guard.

use bytes::Bytes;
use http::{
    HeaderValue, Method, Request, Response, StatusCode,
    header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE},
};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use requires_auth::{Identity, requires_auth};
use serde_json::{Value, json};

use crate::verifiers::{KEYS, PASSWORDS, SESSIONS, TOKENS};

pub(crate) type Body = Full<Bytes>;

/// The longest body that is read, in bytes.
const LONGEST_BODY: usize = 64 * 1024;

#[requires_auth::public]
pub(crate) fn public(request: &Request<Incoming>) -> Response<Body> {
    if let Some(response) = only_for(request, &[Method::GET, Method::HEAD]) {
        return response;
    }
    text("everybody may read this\n")
}

#[requires_auth(verifier = TOKENS)]
pub(crate) async fn protected(request: Request<Incoming>, #[identity] who: Identity) -> Response<Body> {
    if let Some(response) = only_for(&request, &[Method::GET, Method::HEAD]) {
        return response;
    }
    text(format!("hello, {}\n", who.subject()))
}

#[requires_auth(verifier = TOKENS, scopes("items:read"))]
pub(crate) async fn list_items(request: Request<Incoming>) -> Response<Body> {
    if let Some(response) = only_for(&request, &[Method::GET, Method::HEAD, Method::POST]) {
        return response;
    }
    answer(StatusCode::OK, &json!([{ "name": "lamp" }, { "name": "chair" }]))
}

#[requires_auth(verifier = TOKENS, scopes("items:write"))]
pub(crate) async fn create_item(request: Request<Incoming>) -> Response<Body> {
    let body = match Limited::new(request.into_body(), LONGEST_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return problem(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => return problem(StatusCode::BAD_REQUEST),
    };
    match serde_json::from_slice::<Value>(&body) {
        Ok(item) if item.get("name").is_some_and(Value::is_string) => {
            answer(StatusCode::CREATED, &json!({ "name": item.get("name") }))
        }
        _ => problem(StatusCode::BAD_REQUEST),
    }
}

#[requires_auth(verifier = PASSWORDS)]
pub(crate) async fn admin(request: Request<Incoming>, #[identity] who: Identity) -> Response<Body> {
    if let Some(response) = only_for(&request, &[Method::GET, Method::HEAD, Method::POST]) {
        return response;
    }
    text(format!("{} is the administrator\n", who.subject()))
}

#[requires_auth(verifier = KEYS)]
pub(crate) async fn reports(request: Request<Incoming>) -> Response<Body> {
    if let Some(response) = only_for(&request, &[Method::GET, Method::HEAD]) {
        return response;
    }
    not_shared(text("all is well\n"))
}

#[requires_auth(verifier = SESSIONS)]
pub(crate) async fn me(request: Request<Incoming>, #[identity] who: Identity) -> Response<Body> {
    if let Some(response) = only_for(&request, &[Method::GET, Method::HEAD, Method::POST]) {
        return response;
    }
    not_shared(text(format!("you are {}\n", who.subject())))
}

#[requires_auth::public]
pub(crate) fn not_found() -> Response<Body> {
    problem(StatusCode::NOT_FOUND)
}

/// A 405 for all other methods.
fn only_for(request: &Request<Incoming>, methods: &[Method]) -> Option<Response<Body>> {
    if methods.contains(request.method()) {
        return None;
    }
    let mut response = problem(StatusCode::METHOD_NOT_ALLOWED);
    let allowed = methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
    response.headers_mut().extend(HeaderValue::try_from(allowed).map(|allowed| (ALLOW, allowed)));
    Some(response)
}

fn text(text: impl Into<Bytes>) -> Response<Body> {
    response(StatusCode::OK, "text/plain; charset=utf-8", text)
}

fn answer(status: StatusCode, value: &Value) -> Response<Body> {
    response(status, "application/json", value.to_string())
}

fn problem(status: StatusCode) -> Response<Body> {
    let value = json!({ "type": "about:blank", "title": status.canonical_reason(), "status": status.as_u16() });
    response(status, "application/problem+json", value.to_string())
}

fn response(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// Shared caches must not store a response that depends on an API key or a cookie (RFC 9110 16.4.2). If the request has
/// `Authorization`, they do not store it anyway (RFC 9111 3.5).
fn not_shared(mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private"));
    response
}
