//! The head of an actix-web request. Actix-web uses an older version of the `http` crate, so the head is read, never converted.

use std::slice::Iter;

use actix_web::{
    dev::{RequestHead as Head, ServiceRequest},
    http::{
        header::{AUTHORIZATION, COOKIE, HeaderValue},
        uri::Authority,
    },
};

use crate::request::{AsRequestHead, FieldLines, ForeignHead, RequestHead, Singleton};

impl ForeignHead for Head {
    fn method(&self) -> &str {
        self.method.as_str()
    }

    fn target(&self) -> &str {
        self.uri.path_and_query().map_or("", |target| target.as_str())
    }

    fn authority(&self) -> Option<&str> {
        self.uri.authority().map(Authority::as_str)
    }

    fn lines(&self, name: &str) -> FieldLines<'_> {
        FieldLines::of(lines(self, name).map(HeaderValue::as_bytes))
    }

    fn singleton(&self, name: &str) -> Singleton<'_> {
        Singleton::of(lines(self, name).map(HeaderValue::as_bytes))
    }
}

/// Looks up a name. Common names are parsed already, because parsing costs more than the look-up.
fn lines<'a>(head: &'a Head, name: &str) -> Iter<'a, HeaderValue> {
    match name {
        "authorization" => head.headers.get_all(AUTHORIZATION),
        "cookie" => head.headers.get_all(COOKIE),
        name => head.headers.get_all(name),
    }
}

/// Implemented for the [`head`](actix_web::HttpRequest::head) and not for `HttpRequest` itself: otherwise the attribute for plain
/// functions would accept an `HttpRequest` as its request, and the guard would run after all extractors.
#[diagnostic::do_not_recommend]
impl AsRequestHead for Head {
    fn as_request_head(&self) -> RequestHead<'_> {
        RequestHead::foreign(self)
    }
}

#[diagnostic::do_not_recommend]
impl AsRequestHead for ServiceRequest {
    fn as_request_head(&self) -> RequestHead<'_> {
        self.head().as_request_head()
    }
}
