//! The head of a request: the small view that verifiers see and every framework can offer.

use std::fmt;

use http::{Extensions, HeaderMap, HeaderName, Method, Request, Uri, request::Parts};

/// The head of a request, borrowed: method, target, header fields and extensions.
#[derive(Clone, Copy)]
pub struct RequestHead<'a> {
    method: &'a Method,
    uri: &'a Uri,
    headers: &'a HeaderMap,
    extensions: &'a Extensions,
}

impl<'a> RequestHead<'a> {
    /// The method, as sent: case-sensitive (RFC 9110 9.1).
    #[must_use]
    pub fn method(&self) -> &'a str {
        self.method.as_str()
    }

    /// Path and query of the target, as sent; empty for the forms that have none (RFC 9112 3.2).
    #[must_use]
    pub fn target(&self) -> &'a str {
        self.uri.path_and_query().map_or("", |target| target.as_str())
    }

    /// The values of all field lines of this name, as bytes, in the order received.
    pub fn header(&self, name: &HeaderName) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.headers.get_all(name).iter().map(http::HeaderValue::as_bytes)
    }

    /// An extension that a layer in front attached, such as the address of the peer.
    #[must_use]
    pub fn extension<T: Send + Sync + 'static>(&self) -> Option<&'a T> {
        self.extensions.get()
    }

    /// As [`header`](Self::header), for a name that is text: dearer, since it has to be parsed.
    pub(crate) fn header_named(&self, name: &str) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.headers.get_all(name).iter().map(http::HeaderValue::as_bytes)
    }

    /// The `:authority` of HTTP/2, or the authority of an absolute-form target.
    pub(crate) fn authority(&self) -> Option<&'a str> {
        self.uri.authority().map(http::uri::Authority::as_str)
    }
}

impl fmt::Debug for RequestHead<'_> {
    /// The method only: target, fields and extensions are the client's, and may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestHead").field("method", &self.method).finish_non_exhaustive()
    }
}

/// What has the head of a request: `http::Request`, `http::request::Parts`, and references to them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request that a guard can read",
    label = "the guard needs method, target and header fields",
    note = "the first parameter must be an `http::Request<B>` or `http::request::Parts` (or a reference to one); where the request is another parameter, name it: `request = name`"
)]
pub trait AsRequestHead {
    /// The head.
    fn as_request_head(&self) -> RequestHead<'_>;

    /// The header fields for marking values as sensitive, where they may be changed.
    #[doc(hidden)]
    fn headers_to_mark(&mut self) -> Option<&mut HeaderMap> {
        None
    }
}

impl<B> AsRequestHead for Request<B> {
    fn as_request_head(&self) -> RequestHead<'_> {
        RequestHead { method: self.method(), uri: self.uri(), headers: self.headers(), extensions: self.extensions() }
    }

    fn headers_to_mark(&mut self) -> Option<&mut HeaderMap> {
        Some(self.headers_mut())
    }
}

impl AsRequestHead for Parts {
    fn as_request_head(&self) -> RequestHead<'_> {
        RequestHead { method: &self.method, uri: &self.uri, headers: &self.headers, extensions: &self.extensions }
    }

    fn headers_to_mark(&mut self) -> Option<&mut HeaderMap> {
        Some(&mut self.headers)
    }
}

impl<T: AsRequestHead + ?Sized> AsRequestHead for &T {
    fn as_request_head(&self) -> RequestHead<'_> {
        (**self).as_request_head()
    }
}

impl<T: AsRequestHead + ?Sized> AsRequestHead for &mut T {
    fn as_request_head(&self) -> RequestHead<'_> {
        (**self).as_request_head()
    }

    fn headers_to_mark(&mut self) -> Option<&mut HeaderMap> {
        (**self).headers_to_mark()
    }
}
