//! The head of a request: a small view, which verifiers see and every framework can provide.

use std::{any::TypeId, fmt, iter};

use http::{
    Extensions, HeaderMap, HeaderName, HeaderValue, Method, Request, Uri,
    header::{AsHeaderName, ValueIter},
    request::Parts,
};

use super::kept::Kept;
use crate::grammar::is_token;

/// Borrows the head of a request: method, target, header fields and extensions. A verifier gets it from the credentials
/// (`credentials.request()`), and a renderer as an argument.
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
///
/// fn is_mobile(head: RequestHead<'_>) -> bool {
///     head.header("Sec-CH-UA-Mobile").eq([b"?1"])
/// }
/// ```
#[derive(Clone, Copy)]
pub struct RequestHead<'a>(View<'a>);

#[derive(Clone, Copy)]
enum View<'a> {
    /// Types of the `http` crate, in the version that this crate uses.
    Http { method: &'a Method, uri: Option<&'a Uri>, headers: &'a HeaderMap, extensions: &'a Extensions },
    /// Types of a framework.
    Foreign(&'a dyn ForeignHead),
}

/// The head of a request in the types of a framework that does not use our version of the `http` crate. It is read, never
/// converted.
pub(crate) trait ForeignHead: Sync {
    fn method(&self) -> &str;

    /// Returns path and query, as sent.
    fn target(&self) -> &str;

    /// Returns the `:authority` of HTTP/2, or the authority of an absolute-form target.
    fn authority(&self) -> Option<&str>;

    /// Returns the field lines of this lower-case name, in one look-up. Access by position would be quadratic: to reach a line, a
    /// reader would pass all lines before it.
    fn lines(&self, name: &str) -> FieldLines<'_>;

    /// Returns what a layer of this crate has left in the request, by its type.
    fn kept(&self, _: TypeId) -> Option<Kept> {
        None
    }
}

impl<'a> RequestHead<'a> {
    #[allow(dead_code, reason = "only some frameworks have their own types")]
    pub(crate) fn foreign(head: &'a dyn ForeignHead) -> Self {
        Self(View::Foreign(head))
    }

    /// Creates the head from the parts of a request of the `http` crate.
    pub(crate) fn of(method: &'a Method, uri: &'a Uri, headers: &'a HeaderMap, extensions: &'a Extensions) -> Self {
        Self(View::Http { method, uri: Some(uri), headers, extensions })
    }

    /// Creates the head of a call whose target is not available.
    #[cfg(feature = "tonic")]
    pub(crate) fn without_target(method: &'a Method, headers: &'a HeaderMap, extensions: &'a Extensions) -> Self {
        Self(View::Http { method, uri: None, headers, extensions })
    }

    /// Returns the method as sent. It is case-sensitive (RFC 9110 9.1).
    #[must_use]
    pub fn method(&self) -> &'a str {
        match self.0 {
            View::Http { method, .. } => method.as_str(),
            View::Foreign(head) => head.method(),
        }
    }

    /// Returns whether the method is `HEAD`, so that the response must not have a body (RFC 9110 9.3.2).
    pub(crate) fn is_head(&self) -> bool {
        match self.0 {
            View::Http { method, .. } => method == Method::HEAD,
            View::Foreign(head) => head.method() == "HEAD",
        }
    }

    /// Returns path and query of the target as sent, even if a nested router sees only a part of them. Returns an empty text for
    /// targets without a path (RFC 9112 3.2), and for calls of tonic.
    #[must_use]
    pub fn target(&self) -> &'a str {
        match self.0 {
            View::Http { uri, extensions, .. } => {
                uri.and_then(|uri| sent(uri, extensions).path_and_query()).map_or("", |target| target.as_str())
            }
            View::Foreign(head) => head.target(),
        }
    }

    /// Returns the values of all field lines of this name, as bytes, in the order received. Rocket drops lines that are not UTF-8.
    ///
    /// `name` is a text in upper or lower case, or the `HeaderName` of any version of the `http` crate, such as that of actix-web. A
    /// text that is not the name of a field (RFC 9110 5.1) finds nothing.
    ///
    /// Takes one look-up, and then one step for each line, in every framework.
    ///
    /// ```
    /// use http::{HeaderName, Request, header::ACCEPT};
    /// use requires_auth::AsRequestHead;
    ///
    /// let request = Request::builder().header("x-tenant", "acme").header("accept", "text/html").body(())?;
    /// let head = request.as_request_head();
    /// assert_eq!(head.header("X-Tenant").next(), Some(b"acme" as &[u8]));
    /// assert_eq!(head.header(&ACCEPT).next(), Some(b"text/html" as &[u8]));
    /// assert_eq!(head.header(HeaderName::from_static("x-other")).next(), None);
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn header<N: AsRef<str>>(&self, name: N) -> FieldLines<'a> {
        let name = name.as_ref();
        match self.0 {
            _ if !is_token(name) => FieldLines::none(),
            View::Http { headers, .. } => FieldLines(LinesOf::Http(headers.get_all(name).iter())),
            View::Foreign(head) if name.bytes().any(|byte| byte.is_ascii_uppercase()) => head.lines(&name.to_ascii_lowercase()),
            View::Foreign(head) => head.lines(name),
        }
    }

    /// Does what [`header`](Self::header) does, for a name that is parsed already.
    pub(crate) fn header_of(&self, name: &HeaderName) -> FieldLines<'a> {
        match self.0 {
            View::Http { headers, .. } => FieldLines(LinesOf::Http(headers.get_all(name).iter())),
            View::Foreign(head) => head.lines(name.as_str()),
        }
    }

    /// Returns the value of a field that may appear once (a singleton field, RFC 9110 5.5). Takes at most two steps, however many
    /// lines there are.
    #[inline]
    pub(crate) fn singleton(&self, name: &HeaderName) -> Singleton<'a> {
        match self.0 {
            View::Http { headers, .. } => singleton(headers, name),
            View::Foreign(head) => foreign_singleton(head, name.as_str()),
        }
    }

    /// Does what [`singleton`](Self::singleton) does, for a name that is text. It is slower, because the name must be parsed.
    pub(crate) fn singleton_named(&self, name: &'static str) -> Singleton<'a> {
        match self.0 {
            View::Http { headers, .. } => singleton(headers, name),
            View::Foreign(head) => foreign_singleton(head, name),
        }
    }

    /// Returns the extension of type `T` that an outer layer attached, such as the address of the peer, or `None` if there is none.
    /// Always `None` for actix-web and rocket.
    #[must_use]
    pub fn extension<T: Send + Sync + 'static>(&self) -> Option<&'a T> {
        match self.0 {
            View::Http { extensions, .. } => extensions.get(),
            View::Foreign(_) => None,
        }
    }

    /// Returns what a layer of this crate has left in the request.
    #[allow(dead_code, reason = "only frameworks use it")]
    pub(crate) fn kept<T: Clone + Send + Sync + 'static>(&self) -> Option<T> {
        match self.0 {
            View::Http { extensions, .. } => extensions.get().cloned(),
            View::Foreign(head) => head.kept(TypeId::of::<T>())?.downcast_ref().cloned(),
        }
    }

    /// Returns the `:authority` of HTTP/2, or the authority of an absolute-form target.
    pub(crate) fn authority(&self) -> Option<&'a str> {
        match self.0 {
            View::Http { uri, extensions, .. } => {
                uri.and_then(|uri| sent(uri, extensions).authority()).map(http::uri::Authority::as_str)
            }
            View::Foreign(head) => head.authority(),
        }
    }
}

/// Returns the target as it was sent. A nested router of axum removes its prefix, and keeps the original in an extension.
#[cfg(feature = "axum")]
fn sent<'a>(uri: &'a Uri, extensions: &'a Extensions) -> &'a Uri {
    extensions.get::<axum::extract::OriginalUri>().map_or(uri, |original| &original.0)
}

#[cfg(not(feature = "axum"))]
fn sent<'a>(uri: &'a Uri, _: &'a Extensions) -> &'a Uri {
    uri
}

/// Iterates over the values of the field lines of one name, as bytes, in the order received: see [`RequestHead::header`].
pub struct FieldLines<'a>(LinesOf<'a>);

enum LinesOf<'a> {
    Http(ValueIter<'a, HeaderValue>),
    Foreign { next: Option<&'a [u8]>, rest: Option<Box<dyn Iterator<Item = &'a [u8]> + Send + Sync + 'a>> },
}

impl<'a> FieldLines<'a> {
    const fn none() -> Self {
        Self(LinesOf::Foreign { next: None, rest: None })
    }

    /// Creates the iterator. It allocates only if there is more than one line.
    #[allow(dead_code, reason = "only some frameworks have their own types")]
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

impl fmt::Debug for FieldLines<'_> {
    /// Prints no value: it comes from the client, and may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FieldLines(..)")
    }
}

/// The value of a field that may appear once (a singleton field, RFC 9110 5.5).
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
        // If no field has two lines, this one has not either. So most requests need no second look-up.
        Some(_) if headers.len() != headers.keys_len() && headers.get_all(name).iter().nth(1).is_some() => Singleton::Repeated,
        Some(line) => Singleton::Line(line.as_bytes()),
    }
}

/// Not inlined, so that requests of the `http` crate have nothing to drop.
#[inline(never)]
fn foreign_singleton<'a>(head: &'a dyn ForeignHead, name: &str) -> Singleton<'a> {
    Singleton::of(head.lines(name))
}

impl fmt::Debug for RequestHead<'_> {
    /// Prints the method only: target, fields and extensions come from the client, and may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestHead").field("method", &self.method()).finish_non_exhaustive()
    }
}

/// Gives access to the head of a request. Implemented by `http::Request`, `http::request::Parts`, the requests of the enabled
/// frameworks (for actix-web `ServiceRequest` and `RequestHead`), and references to them. Implement it for a type that holds one:
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
/// let unauthenticated = Call { request: Request::default(), peer: IpAddr::from([127, 0, 0, 1]) };
/// assert_eq!(hello(unauthenticated).status(), 401);
/// ```
///
/// The header values of your own type are not marked as sensitive, so its `Debug` must not print them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request that a guard can read",
    label = "the guard needs method, target and header fields",
    note = "the first parameter must be an `http::Request<B>` or `http::request::Parts` (or a reference to one); if the request is another parameter, name it: `request = name`",
    note = "for a handler of a framework import its attribute, such as `use requires_auth::axum::requires_auth;`; for a `tonic::Request` enable the feature `tonic` of `requires-auth`",
    note = "a function that is not a handler: `#[requires_auth::public]` in a guarded `impl`, otherwise no attribute"
)]
pub trait AsRequestHead {
    /// Returns the head. Its target must be the one that the client sent, because verifiers may read it.
    fn as_request_head(&self) -> RequestHead<'_>;

    /// Returns the header fields, so that values can be marked as sensitive, or `None` if they cannot be changed.
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

/// A request that a framework lends to a guard: by `&mut` if its values can be marked as sensitive.
pub type DynRequest<'r> = dyn AsRequestHead + Send + 'r;
