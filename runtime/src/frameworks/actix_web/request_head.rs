//! The head of an actix-web request. Actix-web uses an older version of the `http` crate, so the head is read, never converted.

use std::{
    any::{Any, TypeId},
    slice::Iter,
};

use actix_web::{
    HttpMessage, HttpRequest,
    dev::{RequestHead as Head, ServiceRequest},
    http::{
        header::{AUTHORIZATION, COOKIE, HeaderValue},
        uri::Authority,
    },
};

use fragile::Fragile;

use crate::request::{AsRequestHead, FieldLines, ForeignHead, Kept, KeptValues, RequestHead, Singleton};

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

/// A request as a guard and a layer lend it to a verifier: the head, and what belongs to the thread of the request.
pub(super) struct LentRequest<'a> {
    head: &'a Head,
    /// A verifier's future could be polled by a scoped thread. Then there is no request.
    request: Fragile<&'a HttpRequest>,
}

impl<'a> LentRequest<'a> {
    pub(super) fn of(request: &'a HttpRequest) -> Self {
        Self { head: request.head(), request: Fragile::new(request) }
    }
}

#[diagnostic::do_not_recommend]
impl AsRequestHead for LentRequest<'_> {
    fn as_request_head(&self) -> RequestHead<'_> {
        RequestHead::foreign(self)
    }
}

impl ForeignHead for LentRequest<'_> {
    fn method(&self) -> &str {
        ForeignHead::method(self.head)
    }

    fn target(&self) -> &str {
        self.head.target()
    }

    fn authority(&self) -> Option<&str> {
        self.head.authority()
    }

    fn lines(&self, name: &str) -> FieldLines<'_> {
        self.head.lines(name)
    }

    fn singleton(&self, name: &str) -> Singleton<'_> {
        self.head.singleton(name)
    }

    fn framework(&self, of: TypeId) -> Option<&dyn Any> {
        (of == TypeId::of::<HttpRequest>()).then_some(*self.request.try_get().ok()? as _)
    }

    fn kept(&self, of: TypeId) -> Option<Kept> {
        self.request.try_get().ok()?.extensions().get::<KeptValues>()?.get(of)
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
