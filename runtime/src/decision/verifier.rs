//! The two traits that users implement.

use std::time::SystemTime;

use crate::{rejection::VerifyError, request::Scheme};

/// Verifies credentials asynchronously: returns an identity, or an error that says why not. The guide shows verifiers from a closure
/// to several at once: see [verifiers](crate::guide::_04_verifiers).
///
/// ```
/// use requires_auth::{ApiKey, Verifier, VerifyError, scheme};
///
/// struct User { id: u64 }
/// struct Keys { /* a connection pool */ }
/// # impl Keys { async fn find(&self, key: &str) -> Result<Option<User>, std::io::Error> { Ok((key == "k").then_some(User { id: 1 })) } }
///
/// impl Verifier for Keys {
///     type Scheme = scheme::ApiKey;
///     type Identity = User;
///
///     // Only if you need other settings than the scheme's defaults: here, another header.
///     fn scheme(&self) -> &scheme::ApiKey {
///         const { &scheme::ApiKey::header("x-acme-key") }
///     }
///
///     async fn verify(&self, key: ApiKey<'_>) -> Result<User, VerifyError> {
///         // `?` converts an error of the database into "unavailable", never "invalid". For a boxed error or `anyhow::Error`
///         // write `.map_err(VerifyError::unavailable)?`.
///         self.find(key.expose()).await?.ok_or_else(VerifyError::invalid)
///     }
/// }
/// ```
///
/// If a verifier does not wait for anything, implement [`SyncVerifier`] instead. Implement only one of the two: with both, the guard
/// could not choose.
///
/// A verifier that never returns leaves the request pending. Set a time-out in the verifier, or for all verifiers with feature
/// `timeout`: see [time-outs](crate::guide::_04_verifiers#time-outs). If the client disconnects, the future is dropped. If the
/// verifier panics, the response is 500; with `panic = "abort"` the process ends.
pub trait Verifier: Send + Sync {
    /// Names how the request carries the credentials: [`scheme::Bearer`](crate::scheme::Bearer),
    /// [`scheme::Basic`](crate::scheme::Basic), [`scheme::ApiKey`](crate::scheme::ApiKey) or
    /// [`scheme::SessionCookie`](crate::scheme::SessionCookie).
    type Scheme: Scheme;

    /// Names the identity type that the handler receives.
    type Identity: Send + 'static;

    /// Returns the scheme with its realm, header, cookie name and limits. Override it to return other settings; it must always
    /// return the same ones. An [`Authenticator`](crate::Authenticator) calls it once, when it is built. A guard that names the
    /// verifier directly calls it for each request.
    fn scheme(&self) -> &Self::Scheme {
        Self::Scheme::DEFAULT
    }

    /// Verifies credentials, which obey the grammar of their scheme.
    ///
    /// Compare secrets in constant time, or look them up by a hash.
    ///
    /// # Errors
    ///
    /// Returns [`VerifyError`]: invalid or expired (401), denied (403), or unavailable (503). `?` converts any error into
    /// unavailable.
    fn verify<'a>(
        &'a self,
        credentials: <Self::Scheme as Scheme>::Credentials<'a>,
    ) -> impl Future<Output = Result<Self::Identity, VerifyError>> + Send;

    /// Returns whether [`verify_at_once`](Self::verify_at_once) is worth a call.
    #[doc(hidden)]
    fn may_verify_at_once(&self) -> bool {
        false
    }

    /// Returns what [`verify`](Self::verify) would return, if nothing has to be waited for: then no future is made. For verifiers of
    /// this crate, which remember results.
    #[doc(hidden)]
    fn verify_at_once<'a>(
        &'a self,
        credentials: <Self::Scheme as Scheme>::Credentials<'a>,
    ) -> Option<Result<Self::Identity, VerifyError>> {
        let _ = credentials;
        None
    }

    /// Returns the time by which the age of an authentication is judged, or `None` if it is unknown. For verifiers of this crate, whose
    /// clock a test may set.
    #[doc(hidden)]
    fn clock_reading(&self) -> Option<SystemTime> {
        Some(SystemTime::now())
    }
}

/// Verifies credentials synchronously. In contrast to a [`Verifier`] it can also guard a handler that is a plain `fn`, and no
/// time-out bounds it. See [verifiers](crate::guide::_04_verifiers).
///
/// ```
/// use requires_auth::{SessionCookie, SyncVerifier, VerifyError, scheme};
/// use std::{collections::HashMap, sync::RwLock};
///
/// struct Sessions(RwLock<HashMap<String, u64>>);
///
/// impl SyncVerifier for Sessions {
///     type Scheme = scheme::SessionCookie;
///     type Identity = u64;
///
///     fn verify(&self, cookie: SessionCookie<'_>) -> Result<u64, VerifyError> {
///         let sessions = self.0.read().map_err(|_| VerifyError::unavailable("session store is poisoned"))?;
///         sessions.get(cookie.expose()).copied().ok_or_else(VerifyError::invalid)
///     }
/// }
/// ```
pub trait SyncVerifier: Send + Sync {
    /// Names how the request carries the credentials: see [`Verifier::Scheme`].
    type Scheme: Scheme;

    /// Names the identity type that the handler receives: see [`Verifier::Identity`].
    type Identity: Send + 'static;

    /// Returns the scheme with its settings: see [`Verifier::scheme`].
    fn scheme(&self) -> &Self::Scheme {
        Self::Scheme::DEFAULT
    }

    /// Verifies credentials, which obey the grammar of their scheme, without waiting.
    ///
    /// Compare secrets in constant time, or look them up by a hash.
    ///
    /// # Errors
    ///
    /// Returns [`VerifyError`]: invalid or expired (401), denied (403), or unavailable (503). `?` converts any error into
    /// unavailable.
    fn verify<'a>(&'a self, credentials: <Self::Scheme as Scheme>::Credentials<'a>) -> Result<Self::Identity, VerifyError>;

    /// Returns the time by which the age of an authentication is judged, or `None` if it is unknown. For verifiers of this crate, whose
    /// clock a test may set.
    #[doc(hidden)]
    fn clock_reading(&self) -> Option<SystemTime> {
        Some(SystemTime::now())
    }
}

/// What the closure of `bearer_async`, `bearer_then`, `and_then` and their siblings returns. No user names it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this closure must return a future of a `Result<_, VerifyError>`, and returns `{Self}`",
    label = "returns `{Self}`",
    note = "write `async move {{ .. Ok(identity) }}` behind the `|..|`; errors are such as `Err(VerifyError::invalid())`, or come from `?`",
    note = "a verifier that does not wait: the constructor without `_async` and `_then`, such as `bearer(|token| ..)`"
)]
pub trait VerifierFuture<Id>: Future<Output = Result<Id, VerifyError>> + Send {}

#[diagnostic::do_not_recommend]
impl<F: Future<Output = Result<Id, VerifyError>> + Send, Id> VerifierFuture<Id> for F {}
