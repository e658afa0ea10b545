//! The services: neither knows anything about credentials.

use std::convert::Infallible;

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header::CONTENT_TYPE};
use http_body_util::Full;
use requires_auth::Identity;

pub(crate) type Body = Full<Bytes>;

/// A service as it comes from somewhere else, a directory of files for example: it takes a request.
pub(crate) async fn items<B>(_request: Request<B>) -> Result<Response<Body>, Infallible> {
    Ok(text("lamp, chair\n"))
}

/// A request whose sender was let in. hyper has no such thing to give: only a guard makes one.
pub(crate) struct Known<B> {
    pub(crate) who: Identity,
    pub(crate) request: Request<B>,
}

/// A service of one's own, which wants to know who asks.
pub(crate) async fn me<B>(known: Known<B>) -> Result<Response<Body>, Infallible> {
    Ok(text(format!("{} asked for {}\n", known.who.subject(), known.request.uri().path())))
}

pub(crate) fn public() -> Response<Body> {
    text("everybody may read this\n")
}

pub(crate) fn not_found() -> Response<Body> {
    let mut response = text("nothing here\n");
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

fn text(text: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(Full::new(text.into()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
