//! The head of a request of actix-web, which is on an older `http` crate: looked at, never converted.

use std::slice::Iter;

use actix_web::{
    dev::{RequestHead as Head, ServiceRequest},
    http::{
        header::{AUTHORIZATION, COOKIE, HeaderValue},
        uri::Authority,
    },
};

use crate::request::{AsRequestHead, FieldLines, ForeignHead, RequestHead};

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
}

/// By a name that is parsed already, where we have it: parsing it costs more than the look-up.
fn lines<'a>(head: &'a Head, name: &str) -> Iter<'a, HeaderValue> {
    match name {
        "authorization" => head.headers.get_all(AUTHORIZATION),
        "cookie" => head.headers.get_all(COOKIE),
        name => head.headers.get_all(name),
    }
}

/// Not for `HttpRequest` itself, whose [`head`](actix_web::HttpRequest::head) this is: the attribute for plain functions would take
/// it for its request, and run behind all extractors.
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
