//! The head of a request: the small view that verifiers see and every framework can offer.

use std::{fmt, iter};

use http::{
    Extensions, HeaderMap, HeaderName, HeaderValue, Method, Request, Uri,
    header::{AsHeaderName, ValueIter},
    request::Parts,
};

/// The head of a request, borrowed: method, target, header fields and extensions. Credentials give it to a verifier, and a
/// renderer is given it.
///
/// ```
/// use http::header::USER_AGENT;
/// use requires_auth::{Bearer, RequestHead};
///
/// /// The tenant of `/tenants/7/items`.
/// fn tenant(token: &Bearer<'_>) -> Option<u32> {
///     token.request().target().strip_prefix("/tenants/")?.split('/').next()?.parse().ok()
/// }
///
/// fn is_curl(head: RequestHead<'_>) -> bool {
///     head.header(&USER_AGENT).any(|line| line.starts_with(b"curl/"))
/// }
/// ```
#[derive(Clone, Copy)]
pub struct RequestHead<'a>(View<'a>);

#[derive(Clone, Copy)]
enum View<'a> {
    /// Of the `http` crate, in the version that this crate uses.
    Http { method: &'a Method, uri: Option<&'a Uri>, headers: &'a HeaderMap, extensions: &'a Extensions },
    /// Of a framework with types of its own.
    Foreign(&'a dyn ForeignHead),
}

/// The head of a request in the types of a framework that does not use the `http` crate as we do: looked at, never converted.
pub(crate) trait ForeignHead: Sync {
    fn method(&self) -> &str;

    /// Path and query, as sent.
    fn target(&self) -> &str;

    /// The `:authority` of HTTP/2, or the authority of an absolute-form target.
    fn authority(&self) -> Option<&str>;

    /// The field lines of this lower-case name, by one look-up. Never by position: a reader that asks for one line after the
    /// other would walk past all before it each time.
    fn lines(&self, name: &str) -> FieldLines<'_>;
}

impl<'a> RequestHead<'a> {
    #[allow(dead_code, reason = "only some frameworks have types of their own")]
    pub(crate) fn foreign(head: &'a dyn ForeignHead) -> Self {
        Self(View::Foreign(head))
    }

    /// Of the parts that a request of the `http` crate has.
    pub(crate) fn of(method: &'a Method, uri: &'a Uri, headers: &'a HeaderMap, extensions: &'a Extensions) -> Self {
        Self(View::Http { method, uri: Some(uri), headers, extensions })
    }

    /// Of a call that has come apart from its target.
    #[cfg(feature = "tonic")]
    pub(crate) fn without_target(method: &'a Method, headers: &'a HeaderMap, extensions: &'a Extensions) -> Self {
        Self(View::Http { method, uri: None, headers, extensions })
    }

    /// The method, as sent: case-sensitive (RFC 9110 9.1).
    #[must_use]
    pub fn method(&self) -> &'a str {
        match self.0 {
            View::Http { method, .. } => method.as_str(),
            View::Foreign(head) => head.method(),
        }
    }

    /// Whether the answer may have no body (RFC 9110 9.3.2).
    pub(crate) fn is_head(&self) -> bool {
        match self.0 {
            View::Http { method, .. } => method == Method::HEAD,
            View::Foreign(head) => head.method() == "HEAD",
        }
    }

    /// Path and query of the target, as sent, also where a nested router sees less of it; empty for the forms that have none (RFC
    /// 9112 3.2), and for a call of tonic.
    #[must_use]
    pub fn target(&self) -> &'a str {
        match self.0 {
            View::Http { uri, extensions, .. } => {
                uri.and_then(|uri| sent(uri, extensions).path_and_query()).map_or("", |target| target.as_str())
            }
            View::Foreign(head) => head.target(),
        }
    }

    /// The values of all field lines of this name, as bytes, in the order received; none where there is no such field. Rocket
    /// drops lines that are not UTF-8.
    ///
    /// One look-up, and then one step for each line, whatever the framework.
    pub fn header(&self, name: &HeaderName) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        match self.0 {
            View::Http { headers, .. } => FieldLines(LinesOf::Http(headers.get_all(name).iter())),
            View::Foreign(head) => head.lines(name.as_str()),
        }
    }

    /// What there is of a field that may have one line: at most two steps, however many lines there are.
    #[inline]
    pub(crate) fn singleton(&self, name: &HeaderName) -> Singleton<'a> {
        match self.0 {
            View::Http { headers, .. } => singleton(headers, name),
            View::Foreign(head) => foreign_singleton(head, name.as_str()),
        }
    }

    /// As [`singleton`](Self::singleton), for a name that is text: dearer, since it has to be parsed.
    pub(crate) fn singleton_named(&self, name: &'static str) -> Singleton<'a> {
        match self.0 {
            View::Http { headers, .. } => singleton(headers, name),
            View::Foreign(head) => foreign_singleton(head, name),
        }
    }

    /// An extension that a layer in front attached, such as the address of the peer; `None` where there is none of this type.
    /// Actix-web and rocket have none that could be shown here.
    #[must_use]
    pub fn extension<T: Send + Sync + 'static>(&self) -> Option<&'a T> {
        match self.0 {
            View::Http { extensions, .. } => extensions.get(),
            View::Foreign(_) => None,
        }
    }

    /// The `:authority` of HTTP/2, or the authority of an absolute-form target.
    pub(crate) fn authority(&self) -> Option<&'a str> {
        match self.0 {
            View::Http { uri, extensions, .. } => {
                uri.and_then(|uri| sent(uri, extensions).authority()).map(http::uri::Authority::as_str)
            }
            View::Foreign(head) => head.authority(),
        }
    }
}

/// The target as it was sent: a nested router of axum takes its prefix off, and keeps what was there.
#[cfg(feature = "axum")]
fn sent<'a>(uri: &'a Uri, extensions: &'a Extensions) -> &'a Uri {
    extensions.get::<axum::extract::OriginalUri>().map_or(uri, |original| &original.0)
}

#[cfg(not(feature = "axum"))]
fn sent<'a>(uri: &'a Uri, _: &'a Extensions) -> &'a Uri {
    uri
}

/// The field lines of one name, in the order received; each is given out once.
pub(crate) struct FieldLines<'a>(LinesOf<'a>);

enum LinesOf<'a> {
    Http(ValueIter<'a, HeaderValue>),
    Foreign { next: Option<&'a [u8]>, rest: Option<Box<dyn Iterator<Item = &'a [u8]> + Send + Sync + 'a>> },
}

impl<'a> FieldLines<'a> {
    /// Most fields have one line, and for these nothing is allocated.
    #[allow(dead_code, reason = "only some frameworks have types of their own")]
    pub(crate) fn of(mut lines: impl Iterator<Item = &'a [u8]> + Send + Sync + 'a) -> Self {
        let next = lines.next();
        let second = next.and_then(|_| lines.next());
        let rest = second.map(|second| Box::new(iter::once(second).chain(lines)) as _);
        Self(LinesOf::Foreign { next, rest })
    }
}

impl<'a> Iterator for FieldLines<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        match &mut self.0 {
            LinesOf::Http(values) => values.next().map(HeaderValue::as_bytes),
            LinesOf::Foreign { next, rest } => next.take().or_else(|| rest.as_mut()?.next()),
        }
    }
}

/// The lines of a field that may have one.
#[derive(Clone, Copy)]
pub(crate) enum Singleton<'a> {
    Absent,
    Line(&'a [u8]),
    Repeated,
}

impl<'a> Singleton<'a> {
    fn of(mut lines: FieldLines<'a>) -> Self {
        match (lines.next(), lines.next()) {
            (None, _) => Self::Absent,
            (Some(line), None) => Self::Line(line),
            (Some(_), Some(_)) => Self::Repeated,
        }
    }
}

#[inline]
fn singleton(headers: &HeaderMap, name: impl AsHeaderName + Copy) -> Singleton<'_> {
    match headers.get(name) {
        None => Singleton::Absent,
        // Where no field has two lines, this one has not: most requests are not looked through again.
        Some(_) if headers.len() != headers.keys_len() && headers.get_all(name).iter().nth(1).is_some() => Singleton::Repeated,
        Some(line) => Singleton::Line(line.as_bytes()),
    }
}

/// Out of the way of requests that have nothing to drop here.
#[inline(never)]
fn foreign_singleton<'a>(head: &'a dyn ForeignHead, name: &str) -> Singleton<'a> {
    Singleton::of(head.lines(name))
}

impl fmt::Debug for RequestHead<'_> {
    /// The method only: target, fields and extensions are the client's, and may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestHead").field("method", &self.method()).finish_non_exhaustive()
    }
}

/// What has the head of a request: `http::Request`, `http::request::Parts`, the requests of the frameworks that are switched on
/// (of actix-web `ServiceRequest` and `RequestHead`), and references to them. Implement it for a type that holds one:
///
/// ```
/// use std::net::IpAddr;
///
/// use http::{Request, Response};
/// use requires_auth::{AsRequestHead, Identity, RequestHead, requires_auth, verifiers::StaticTokens};
///
/// struct Call {
///     request: Request<String>,
///     peer: IpAddr,
/// }
///
/// impl AsRequestHead for Call {
///     fn as_request_head(&self) -> RequestHead<'_> {
///         self.request.as_request_head()
///     }
/// }
/// # static TOKENS: std::sync::LazyLock<StaticTokens> =
/// #     std::sync::LazyLock::new(|| StaticTokens::new([("secret123", Identity::new("ada"))]).expect("a well-formed token"));
///
/// #[requires_auth(verifier = TOKENS)]
/// fn hello(call: Call, #[identity] who: Identity) -> Response<String> {
///     Response::new(format!("hello, {} at {}", who.subject(), call.peer))
/// }
///
/// let stranger = Call { request: Request::default(), peer: IpAddr::from([127, 0, 0, 1]) };
/// assert_eq!(hello(stranger).status(), 401);
/// ```
///
/// Header values of a type of your own are not marked as sensitive: let its `Debug` not show them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request that a guard can read",
    label = "the guard needs method, target and header fields",
    note = "the first parameter must be an `http::Request<B>` or `http::request::Parts` (or a reference to one); if the request is another parameter, name it: `request = name`",
    note = "for a handler of a framework import its attribute, such as `use requires_auth::axum::requires_auth;`; for a `tonic::Request` enable the feature `tonic` of `requires-auth`",
    note = "a function that is not a handler: `#[requires_auth::public]` in a guarded `impl`, otherwise no attribute"
)]
pub trait AsRequestHead {
    /// The head, with the target as it was sent: verifiers look at it.
    fn as_request_head(&self) -> RequestHead<'_>;

    /// The header fields for marking values as sensitive, where they may be changed.
    #[doc(hidden)]
    fn headers_to_mark(&mut self) -> Option<&mut HeaderMap> {
        None
    }
}

impl<B> AsRequestHead for Request<B> {
    fn as_request_head(&self) -> RequestHead<'_> {
        RequestHead::of(self.method(), self.uri(), self.headers(), self.extensions())
    }

    fn headers_to_mark(&mut self) -> Option<&mut HeaderMap> {
        Some(self.headers_mut())
    }
}

impl AsRequestHead for Parts {
    fn as_request_head(&self) -> RequestHead<'_> {
        RequestHead::of(&self.method, &self.uri, &self.headers, &self.extensions)
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
