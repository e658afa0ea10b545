//! Why a caller is not let in, as a value that becomes a response.

use std::{error::Error, fmt};

use http::{HeaderValue, StatusCode};

use super::{
    body::RejectionBody,
    challenges::{BearerError, Challenges},
};
use crate::panics::catch;

/// Why a caller is not let in. Becomes a response with [`into_http`](Rejection::into_http), or through a return type that
/// implements [`FromRejection`](crate::FromRejection); to the frameworks it is a response, or an error that becomes one.
///
/// Nothing that the client sent is in it, but for the [`source`](Rejection::source) of an unavailable verifier, which may quote
/// it, and the way to a login page, which shows what was asked for.
///
/// ```
/// use requires_auth::{Authenticator, Identity, Reason, verifiers::StaticTokens};
///
/// async fn answer(auth: &Authenticator, request: http::Request<String>) -> http::Response<String> {
///     match auth.authenticate(&request).await {
///         Ok(who) => http::Response::new(format!("hello, {}", who.subject())),
///         Err(rejection) => {
///             if rejection.reason() == Reason::Unavailable {
///                 eprintln!("cannot decide: {:?}", rejection.source());
///             }
///             rejection.into_http()
///         }
///     }
/// }
///
/// # futures_executor::block_on(async {
/// let auth = Authenticator::new(StaticTokens::new([("secret123", Identity::new("ada"))])?);
/// assert_eq!(answer(&auth, http::Request::default()).await.status(), 401);
/// # Ok::<(), requires_auth::ConfigError>(()) }).unwrap();
/// ```
pub struct Rejection(pub(crate) RejectionParts);

/// The parts of a refusal, filled in by the one function that decides.
pub(crate) struct RejectionParts {
    pub(crate) reason: Reason,
    pub(crate) lines: Challenges,
    /// What the `Bearer` line says, where there are lines.
    pub(crate) note: Option<BearerError>,
    /// In seconds.
    pub(crate) retry_after: Option<u32>,
    pub(crate) source: Source,
    /// What the application's renderer wrote instead of the default body.
    pub(crate) body: Option<Box<RejectionBody>>,
    /// The login page, where a browser is sent there.
    pub(crate) location: Option<Box<HeaderValue>>,
    /// An answer to `HEAD`.
    pub(crate) is_bodyless: bool,
}

/// Why a verifier is unavailable: the user's own error, also where it is dropped.
pub(crate) struct Source(pub(crate) Option<Box<dyn Error + Send + Sync>>);

impl Drop for Source {
    fn drop(&mut self) {
        let source = self.0.take();
        let _ = catch(|| drop(source));
    }
}

/// The reasons for a refusal; [`status`](Reason::status) tells what each is answered with.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// No credentials: nothing in any place, or nothing but white space (401, RFC 9110 15.5.2).
    MissingCredentials,
    /// `Authorization` names a scheme that this guard does not accept (401).
    UnsupportedScheme,
    /// A scheme without credentials (401).
    IncompleteCredentials,
    /// Credentials that break the grammar of their scheme (401).
    MalformedCredentials,
    /// Two different values of one session cookie, or of two session cookies that are both accepted (401).
    ConflictingCookies,
    /// The verifier knows no such credentials: [`VerifyError::invalid`](crate::VerifyError::invalid) (401).
    InvalidCredentials,
    /// The credentials were good once: [`VerifyError::expired`](crate::VerifyError::expired) (401).
    ExpiredCredentials,
    /// Several `Authorization` lines, or several credentials in one (400).
    MultipleCredentials,
    /// Credentials in several places, or several lines of an API-key header (400).
    ConflictingCredentials,
    /// Credentials longer than the limit (431, RFC 6585 5).
    CredentialsTooLong,
    /// The caller is known and lacks a scope (403, RFC 6750 3.1).
    InsufficientScope,
    /// The caller is known and not allowed: the verifier, `only` or `check` says so (403).
    Denied,
    /// A write from another site with credentials that browsers attach by themselves (403).
    CrossSiteWrite,
    /// The verifier cannot decide: [`VerifyError::unavailable`](crate::VerifyError::unavailable), or its time is over (503).
    Unavailable,
    /// The verifier, the identity's `has_scope`, `only` or the renderer panicked (500).
    Panicked,
    /// The guard itself is broken, or the application holds no authenticator for it (500).
    Broken,
}

impl Reason {
    /// The status that answers it, where no browser is sent to a login page.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::MissingCredentials
            | Self::UnsupportedScheme
            | Self::IncompleteCredentials
            | Self::MalformedCredentials
            | Self::ConflictingCookies
            | Self::InvalidCredentials
            | Self::ExpiredCredentials => StatusCode::UNAUTHORIZED,
            Self::MultipleCredentials | Self::ConflictingCredentials => StatusCode::BAD_REQUEST,
            Self::CredentialsTooLong => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::InsufficientScope | Self::Denied | Self::CrossSiteWrite => StatusCode::FORBIDDEN,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Panicked | Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A fixed text for logs and metrics, with nothing of the request.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MissingCredentials => "no credentials",
            Self::UnsupportedScheme => "unsupported authentication scheme",
            Self::IncompleteCredentials => "authentication scheme without credentials",
            Self::MalformedCredentials => "malformed credentials",
            Self::ConflictingCookies => "conflicting session cookies",
            Self::InvalidCredentials => "invalid credentials",
            Self::ExpiredCredentials => "expired credentials",
            Self::MultipleCredentials => "multiple credentials",
            Self::ConflictingCredentials => "credentials in several places",
            Self::CredentialsTooLong => "credentials too long",
            Self::InsufficientScope => "insufficient scope",
            Self::Denied => "denied",
            Self::CrossSiteWrite => "cross-site write",
            Self::Unavailable => "verifier unavailable",
            Self::Panicked => "verifier, predicate or renderer panicked",
            Self::Broken => "guard broken or not configured",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Rejection {
    /// Why, as one of a fixed set: nothing of the request is in it.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        self.0.reason
    }

    /// The status of the response: that of its reason, or 303 where a browser is sent to a login page.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        if self.0.location.is_some() { StatusCode::SEE_OTHER } else { self.0.reason.status() }
    }

    /// A redirection has neither challenges nor a body.
    pub(crate) fn see_other(&mut self, location: HeaderValue) {
        self.0.location = Some(Box::new(location));
        self.0.lines = Challenges::default();
        self.0.note = None;
    }

    /// Of a request by `HEAD`: its answer has no body.
    pub(crate) const fn for_head(mut self, is_head: bool) -> Self {
        self.0.is_bodyless |= is_head;
        self
    }

    /// The same answer, without what is for logs only.
    #[cfg(feature = "poem")]
    pub(crate) fn without_source(&self) -> Self {
        let RejectionParts { reason, lines, note, retry_after, source: _, body, location, is_bodyless } = &self.0;
        Self(RejectionParts {
            reason: *reason,
            lines: lines.clone(),
            note: *note,
            retry_after: *retry_after,
            source: Source(None),
            body: body.clone(),
            location: location.clone(),
            is_bodyless: *is_bodyless,
        })
    }

    /// The challenges, one for each `WWW-Authenticate` field line (RFC 9110 11.6.1); every 401 has at least one. A renderer may
    /// still take them off the response.
    pub fn challenges(&self) -> impl Iterator<Item = &HeaderValue> {
        self.0.lines.iter()
    }

    /// The error code of RFC 6750 3.1, where a challenge carries one: `invalid_request`, `invalid_token` or `insufficient_scope`.
    #[must_use]
    pub fn error_code(&self) -> Option<&'static str> {
        self.0.note.and_then(BearerError::error)
    }

    /// The `Retry-After` that the verifier set, in whole seconds (RFC 9110 10.2.3). `None` where it set none: then a 503 says 5.
    #[must_use]
    pub const fn retry_after(&self) -> Option<u32> {
        self.0.retry_after
    }

    /// Why the verifier is unavailable, or which authenticator is missing. For logs: escape it, it may quote what the client
    /// sent.
    #[must_use]
    pub fn source(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.0.source.0.as_deref()
    }
}

impl fmt::Debug for Rejection {
    /// Without the source, which may quote what the client sent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rejection").field("reason", &self.0.reason).field("challenges", &self.0.lines).finish_non_exhaustive()
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.reason.fmt(f)
    }
}

impl Error for Rejection {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source.0.as_deref().map(|source| source as _)
    }
}
