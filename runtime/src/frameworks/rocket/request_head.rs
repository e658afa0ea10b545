//! The head of a rocket request, as verifiers see it.

use std::{any::TypeId, fmt, marker::PhantomData, sync::OnceLock};

use rocket::Request;

use super::layer;
use crate::request::{AsRequestHead, FieldLines, ForeignHead, Kept, RequestHead, Singleton};

/// Allows a call in your own request guard: `auth.authenticate(request).await`.
#[diagnostic::do_not_recommend]
impl AsRequestHead for Request<'_> {
    fn as_request_head(&self) -> RequestHead<'_> {
        RequestHead::foreign(self)
    }
}

/// Calls a function with the request of rocket that a head belongs to, so that a verifier can read what rocket knows: address, route,
/// managed state, cookies. Returns `None`, and does not call it, if the head does not belong to a request of rocket.
///
/// The request itself cannot be returned, because its lifetime may not be shortened; return what you need of it.
///
/// ```
/// use std::net::IpAddr;
///
/// use requires_auth::{Authenticator, Identity, VerifyError, rocket::with_request, verifiers};
///
/// struct Allowed(IpAddr);
///
/// let auth = Authenticator::new(verifiers::bearer(|token| {
///     let is_allowed = with_request(token.request(), |request| {
///         let allowed = request.rocket().state::<Allowed>().map(|allowed| allowed.0);
///         allowed.is_some() && allowed == request.client_ip()
///     });
///     if is_allowed != Some(true) {
///         return Err(VerifyError::denied());
///     }
///     if token.expose() == "guest" { Ok(Identity::new("guest")) } else { Err(VerifyError::invalid()) }
/// }));
/// # let _: Authenticator<Identity> = auth;
/// ```
pub fn with_request<R>(head: RequestHead<'_>, read: impl FnOnce(&Request<'_>) -> R) -> Option<R> {
    let (mut read, mut result) = (Some(read), None);
    head.with_rocket(&mut |request| result = read.take().map(|read| read(request)));
    result
}

/// A text that rocket does not store as one string. It is created on demand and cached in the request. A fairing may change the
/// value later, and a request caches only one value of a type for ever, so the cached value is a list.
struct Made<Of> {
    text: Option<String>,
    next: OnceLock<Box<Self>>,
    of: PhantomData<fn() -> Of>,
}

/// Path and query.
enum Target {}

/// The host of a request, as rocket has it.
enum Authority {}

impl<Of: 'static> Made<Of> {
    fn of<'r>(request: &'r Request<'_>, shown: Option<&dyn fmt::Display>) -> Option<&'r str> {
        let new = || Self { text: shown.map(ToString::to_string), next: OnceLock::new(), of: PhantomData };
        let mut kept = request.local_cache(new);
        while !kept.is(shown) {
            kept = kept.next.get_or_init(|| Box::new(new()));
        }
        kept.text.as_deref()
    }

    fn is(&self, shown: Option<&dyn fmt::Display>) -> bool {
        match (&self.text, shown) {
            (Some(text), Some(shown)) => {
                let mut rest = Rest(text);
                fmt::write(&mut rest, format_args!("{shown}")).is_ok() && rest.0.is_empty()
            }
            (text, shown) => text.is_none() && shown.is_none(),
        }
    }
}

/// The rest of a text after the written pieces. Compares a text with a `Display` without allocating.
struct Rest<'t>(&'t str);

impl fmt::Write for Rest<'_> {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(piece).ok_or(fmt::Error)?;
        Ok(())
    }
}

impl ForeignHead for Request<'_> {
    fn method(&self) -> &str {
        Request::method(self).as_str()
    }

    fn target(&self) -> &str {
        let path = self.uri().path().as_str();
        if self.uri().query().is_none() {
            return path;
        }
        Made::<Target>::of(self, Some(self.uri())).unwrap_or(path)
    }

    /// Returns rocket's host: over HTTP/2 the `:authority`, and over HTTP/1.1 the `Host` line, which is then compared twice.
    fn authority(&self) -> Option<&str> {
        Made::<Authority>::of(self, self.host().map(|host| host as _))
    }

    fn with_rocket(&self, read: &mut dyn FnMut(&Request<'_>)) {
        read(self);
    }

    fn kept(&self, of: TypeId) -> Option<Kept> {
        layer::kept(self, of)
    }

    fn lines(&self, name: &str) -> FieldLines<'_> {
        FieldLines::of(self.headers().get(name).map(str::as_bytes))
    }

    fn singleton(&self, name: &str) -> Singleton<'_> {
        Singleton::of(self.headers().get(name).map(str::as_bytes))
    }
}
