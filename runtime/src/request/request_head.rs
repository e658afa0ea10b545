//! The head of a request: a small view, which verifiers see and every framework can provide.

use std::{
    any::{Any, TypeId},
    fmt,
};

use http::{Extensions, HeaderMap, HeaderName, Method, Request, Uri, request::Parts};

use super::{
    field_lines::{FieldLines, Singleton, singleton},
    foreign::{ForeignHead, LentHead},
};
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

/// As large as its first variant, because it is copied between functions.
#[derive(Clone, Copy)]
enum View<'a> {
    /// Types of the `http` crate, in the version that this crate uses.
    Http {
        method: &'a Method,
        uri: Option<&'a Uri>,
        headers: &'a HeaderMap,
        extensions: &'a Extensions,
    },
    Framework(Framework<'a>),
}

const _: () = assert!(size_of::<RequestHead<'_>>() == 4 * size_of::<usize>(), "a larger head costs every request");

#[derive(Clone, Copy)]
enum Framework<'a> {
    /// Holds types of the `http` crate.
    Lent(&'a dyn LentHead),
    /// Has other types.
    Foreign(&'a dyn ForeignHead),
}

impl<'a> RequestHead<'a> {
    #[allow(dead_code, reason = "only some frameworks have their own types")]
    pub(crate) fn foreign(head: &'a dyn ForeignHead) -> Self {
        Self(View::Framework(Framework::Foreign(head)))
    }

    #[allow(dead_code, reason = "only some frameworks have their own types")]
    pub(crate) fn lent(head: &'a dyn LentHead) -> Self {
        Self(View::Framework(Framework::Lent(head)))
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
            View::Framework(Framework::Lent(head)) => head.method().as_str(),
            View::Framework(Framework::Foreign(head)) => head.method(),
        }
    }

    /// Returns whether the method is `HEAD`, so that the response must not have a body (RFC 9110 9.3.2).
    pub(crate) fn is_head(&self) -> bool {
        match self.0 {
            View::Http { method, .. } => method == Method::HEAD,
            View::Framework(_) => self.method() == "HEAD",
        }
    }

    /// Returns path and query of the target as sent, even if a nested router sees only a part of them. Returns an empty text for
    /// targets without a path (RFC 9112 3.2), and for calls of tonic.
    #[must_use]
    pub fn target(&self) -> &'a str {
        match self.sent() {
            Ok(uri) => uri.and_then(Uri::path_and_query).map_or("", |target| target.as_str()),
            Err(head) => head.target(),
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
        match self.headers() {
            _ if !is_token(name) => FieldLines::none(),
            Ok(headers) => FieldLines::http(headers.get_all(name).iter()),
            Err(head) if name.bytes().any(|byte| byte.is_ascii_uppercase()) => head.lines(&name.to_ascii_lowercase()),
            Err(head) => head.lines(name),
        }
    }

    /// Does what [`header`](Self::header) does, for a name that is parsed already.
    pub(crate) fn header_of(&self, name: &HeaderName) -> FieldLines<'a> {
        match self.headers() {
            Ok(headers) => FieldLines::http(headers.get_all(name).iter()),
            Err(head) => head.lines(name.as_str()),
        }
    }

    /// Returns the value of a field that may appear once (a singleton field, RFC 9110 5.5). Takes at most two steps, however many
    /// lines there are.
    #[inline]
    pub(crate) fn singleton(&self, name: &HeaderName) -> Singleton<'a> {
        match self.headers() {
            Ok(headers) => singleton(headers, name),
            Err(head) => head.singleton(name.as_str()),
        }
    }

    /// Does what [`singleton`](Self::singleton) does, for a name that is text. It is slower, because the name must be parsed.
    pub(crate) fn singleton_named(&self, name: &'static str) -> Singleton<'a> {
        match self.headers() {
            Ok(headers) => singleton(headers, name),
            Err(head) => head.singleton(name),
        }
    }

    /// Returns the extension of type `T` that an outer layer attached, such as the address of the peer, or `None` if there is none.
    /// Always `None` for actix-web and rocket: see [`framework`](Self::framework).
    #[must_use]
    pub fn extension<T: Send + Sync + 'static>(&self) -> Option<&'a T> {
        self.extensions().ok()?.get()
    }

    /// Returns the framework's own request by its type, so that a verifier can use what a middleware has already done, such as open
    /// a session:
    ///
    /// | framework | `T` |
    /// |---|---|
    /// | actix-web | `actix_web::HttpRequest`, with its extensions and application data |
    /// | poem | `poem::Request` |
    /// | salvo | `salvo::Request`, and in guards and layers `salvo::Depot` |
    /// | rocket | none: call `requires_auth::rocket::with_request` |
    /// | axum, tonic, functions over `http` types; poem and salvo, too | `http::HeaderMap`, `http::Extensions` |
    ///
    /// Returns `None` for any other type. For actix-web also in a call with a `ServiceRequest` or a head, and on any other thread
    /// than that of the request. A reference to an `HttpRequest` cannot be held while a future waits: take from it what you need
    /// before the first `.await`.
    ///
    /// ```
    /// use actix_web::{HttpMessage, HttpRequest};
    /// use requires_auth::{Authenticator, Identity, VerifyError, verifiers};
    ///
    /// /// What a middleware has opened, by the same cookie.
    /// #[derive(Clone)]
    /// struct Session {
    ///     user: Option<String>,
    /// }
    ///
    /// let auth = Authenticator::new(verifiers::session_cookie(|cookie| {
    ///     let request: &HttpRequest = cookie.request().framework().ok_or_else(|| VerifyError::unavailable("no request"))?;
    ///     let session = request.extensions().get::<Session>().cloned();
    ///     session.and_then(|session| session.user).map(Identity::new).ok_or_else(VerifyError::invalid)
    /// }));
    /// # let _: Authenticator<Identity> = auth;
    /// ```
    #[must_use]
    pub fn framework<T: 'static>(&self) -> Option<&'a T> {
        let of = TypeId::of::<T>();
        let own = match self.0 {
            View::Http { .. } => None,
            View::Framework(Framework::Lent(head)) => head.framework(of),
            View::Framework(Framework::Foreign(head)) => head.framework(of),
        };
        let own = own.and_then(<dyn Any>::downcast_ref);
        let headers = || (self.headers().ok()? as &dyn Any).downcast_ref();
        let extensions = || (self.extensions().ok()? as &dyn Any).downcast_ref();
        own.or_else(headers).or_else(extensions)
    }

    /// Returns what a layer of this crate has left in the request.
    #[allow(dead_code, reason = "only frameworks use it")]
    #[inline]
    pub(crate) fn kept<T: Clone + Send + Sync + 'static>(&self) -> Option<T> {
        match self.extensions() {
            Ok(extensions) => extensions.get().cloned(),
            Err(head) => head.kept(TypeId::of::<T>())?.downcast_ref().cloned(),
        }
    }

    /// Returns the `:authority` of HTTP/2, or the authority of an absolute-form target.
    pub(crate) fn authority(&self) -> Option<&'a str> {
        match self.sent() {
            Ok(uri) => uri.and_then(Uri::authority).map(http::uri::Authority::as_str),
            Err(head) => head.authority(),
        }
    }

    #[cfg(feature = "rocket")]
    pub(crate) fn with_rocket(&self, read: &mut dyn FnMut(&rocket::Request<'_>)) {
        if let View::Framework(Framework::Foreign(head)) = self.0 {
            head.with_rocket(read);
        }
    }

    #[inline]
    fn headers(&self) -> Result<&'a HeaderMap, &'a dyn ForeignHead> {
        match self.0 {
            View::Http { headers, .. } => Ok(headers),
            View::Framework(Framework::Lent(head)) => Ok(head.headers()),
            View::Framework(Framework::Foreign(head)) => Err(head),
        }
    }

    fn extensions(&self) -> Result<&'a Extensions, &'a dyn ForeignHead> {
        match self.0 {
            View::Http { extensions, .. } => Ok(extensions),
            View::Framework(Framework::Lent(head)) => Ok(head.extensions()),
            View::Framework(Framework::Foreign(head)) => Err(head),
        }
    }

    /// Returns the target as it was sent, if there is one.
    fn sent(&self) -> Result<Option<&'a Uri>, &'a dyn ForeignHead> {
        match self.0 {
            View::Http { uri, extensions, .. } => Ok(uri.map(|uri| sent(uri, extensions))),
            View::Framework(Framework::Lent(head)) => Ok(Some(head.sent())),
            View::Framework(Framework::Foreign(head)) => Err(head),
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

impl fmt::Debug for RequestHead<'_> {
    /// Prints the method only: target, fields and extensions come from the client, and may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestHead").field("method", &self.method()).finish_non_exhaustive()
    }
}

/// Gives access to the head of a request. Implemented by `http::Request`, `http::request::Parts`, the requests of the enabled
/// frameworks (for actix-web `ServiceRequest` and `RequestHead`), and references to them. For a struct that holds one, derive it:
///
/// ```
/// use std::net::IpAddr;
///
/// use http::{Request, Response};
/// use requires_auth::{AsRequestHead, Identity, requires_auth, verifiers::StaticTokens};
///
/// #[derive(AsRequestHead)]
/// struct Call {
///     #[request]
///     request: Request<String>,
///     peer: IpAddr,
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
/// A struct with a single field needs no `#[request]`. Implement the trait by hand for an enum, or for a struct whose request is
/// not one of its fields:
///
/// ```
/// use http::Request;
/// use requires_auth::{AsRequestHead, RequestHead};
///
/// enum Call {
///     Plain(Request<String>),
///     Upload { request: Request<Vec<u8>> },
/// }
///
/// impl AsRequestHead for Call {
///     fn as_request_head(&self) -> RequestHead<'_> {
///         match self {
///             Self::Plain(request) => request.as_request_head(),
///             Self::Upload { request } => request.as_request_head(),
///         }
///     }
/// }
/// # let call = Call::Upload { request: Request::get("/x").body(Vec::new()).unwrap() };
/// # assert_eq!(call.as_request_head().target(), "/x");
/// # let _ = Call::Plain(Request::default());
/// ```
///
/// With an implementation by hand, header values are not marked as sensitive, so the `Debug` of the type must not print them.
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
