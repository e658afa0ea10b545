//! Why a request was rejected, as a value that becomes a response.

use std::{error::Error, fmt};

use http::{HeaderValue, StatusCode};

use super::{
    body::RejectionBody,
    challenge_lines::{BearerError, Challenges},
};
use crate::panics::catch;

/// Holds why a request was rejected. [`into_http`](Rejection::into_http) makes a response of it, and so does a return type that
/// implements [`FromRejection`](crate::FromRejection). For the frameworks it is a response, or an error that becomes one.
///
/// It contains nothing that the client sent, with two exceptions: the [`source`](Rejection::source), which your verifier sets, may
/// quote it, and the URL of a redirect to a login page contains the path and query of the request.
///
/// The guide lists [every rejection](crate::guide::_05_responses#all-rows) and its response.
///
/// ```
/// use requires_auth::{Authenticator, Identity, Reason, verifiers::StaticTokens};
///
/// async fn answer(auth: &Authenticator, request: http::Request<String>) -> http::Response<String> {
///     match auth.authenticate(&request).await {
///         Ok(who) => http::Response::new(format!("hello, {}", who.subject())),
///         Err(rejection) => {
///             if rejection.reason() == Reason::Unavailable {
///                 eprintln!("cannot verify: {:?}", rejection.source());
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

/// The parts of a rejection. `decision/reject.rs` sets them.
pub(crate) struct RejectionParts {
    pub(crate) reason: Reason,
    pub(crate) lines: Challenges,
    /// The error of the `Bearer` line, if there are lines.
    pub(crate) note: Option<BearerError>,
    /// In seconds.
    pub(crate) retry_after: Option<u32>,
    pub(crate) source: Source,
    /// What the application's renderer returned: a body instead of the default one, and fields.
    pub(crate) body: Option<Box<RejectionBody>>,
    /// The login page, if the browser is redirected to it.
    pub(crate) location: Option<Box<HeaderValue>>,
    /// Whether the response has no body because the method was `HEAD`.
    pub(crate) is_bodyless: bool,
}

/// Why a verifier did not return an identity. The error is the user's type, so its `drop` may panic; dropping this value catches that.
pub(crate) struct Source(pub(crate) Option<Box<dyn Error + Send + Sync>>);

impl Drop for Source {
    fn drop(&mut self) {
        let source = self.0.take();
        let _ = catch(|| drop(source));
    }
}

/// Lists the reasons for a rejection. [`status`](Reason::status) returns the response status of each.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The request has no credentials: every place is absent, empty or blank (401, RFC 9110 15.5.2).
    MissingCredentials,
    /// `Authorization` names a scheme that this guard does not accept (401).
    UnsupportedScheme,
    /// `Authorization` names a scheme and contains no credentials (401).
    IncompleteCredentials,
    /// The credentials break the grammar of their scheme (401).
    MalformedCredentials,
    /// The request has two different values of one session cookie, or of two session cookies that are both accepted (401).
    ConflictingCookies,
    /// The verifier returned [`VerifyError::invalid`](crate::VerifyError::invalid) (401).
    InvalidCredentials,
    /// The verifier returned [`VerifyError::expired`](crate::VerifyError::expired) (401).
    ExpiredCredentials,
    /// The caller is authenticated, and not in one of the demanded ways or not recently enough: `acr`, `max_age` (401, RFC 9470 3).
    InsufficientUserAuthentication,
    /// The request has several `Authorization` lines, or several credentials in one (400).
    MultipleCredentials,
    /// The request has credentials in several places, or several lines of an API-key header (400).
    ConflictingCredentials,
    /// The credentials are longer than the limit (431, RFC 6585 5).
    CredentialsTooLong,
    /// The caller is authenticated and lacks a scope (403, RFC 6750 3.1).
    InsufficientScope,
    /// The caller is authenticated and not allowed: the verifier returned [`VerifyError::denied`](crate::VerifyError::denied), or
    /// `only` or `check` is `false` (403).
    Denied,
    /// The request is a write from another site, with credentials that browsers attach automatically (403).
    CrossSiteWrite,
    /// The verifier returned [`VerifyError::throttled`](crate::VerifyError::throttled): the caller must wait (429, RFC 6585 4).
    Throttled,
    /// The verifier returned [`VerifyError::unavailable`](crate::VerifyError::unavailable), or exceeded its time-out (503).
    Unavailable,
    /// The verifier, a method of the identity, `only` or the renderer panicked (500).
    Panicked,
    /// The application holds no authenticator for this guard, its renderer has added a field with an invalid value, or the guard has a
    /// bug (500).
    Broken,
}

impl Reason {
    /// Returns the status of the response. (A redirect to a login page and a renderer may
    /// replace a 401: see [`Rejection::status`].)
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::MissingCredentials
            | Self::UnsupportedScheme
            | Self::IncompleteCredentials
            | Self::MalformedCredentials
            | Self::ConflictingCookies
            | Self::InvalidCredentials
            | Self::ExpiredCredentials
            | Self::InsufficientUserAuthentication => StatusCode::UNAUTHORIZED,
            Self::MultipleCredentials | Self::ConflictingCredentials => StatusCode::BAD_REQUEST,
            Self::CredentialsTooLong => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::InsufficientScope | Self::Denied | Self::CrossSiteWrite => StatusCode::FORBIDDEN,
            Self::Throttled => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Panicked | Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Returns a fixed text for logs and metrics, without data of the request.
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
            Self::InsufficientUserAuthentication => "insufficient user authentication",
            Self::MultipleCredentials => "multiple credentials",
            Self::ConflictingCredentials => "credentials in several places",
            Self::CredentialsTooLong => "credentials too long",
            Self::InsufficientScope => "insufficient scope",
            Self::Denied => "denied",
            Self::CrossSiteWrite => "cross-site write",
            Self::Throttled => "throttled",
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
    /// Returns the reason: one of a fixed set, without data of the request.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        self.0.reason
    }

    /// Returns the status of the response: that of the reason, 303 if the browser is redirected to a login page, or 403 instead of
    /// 401 if the renderer has chosen [`forbidden`](RejectionBody::forbidden).
    #[must_use]
    pub fn status(&self) -> StatusCode {
        if self.0.location.is_some() { StatusCode::SEE_OTHER } else { self.error_status() }
    }

    /// Returns the status as if there were no redirect.
    pub(crate) fn error_status(&self) -> StatusCode {
        let status = self.0.reason.status();
        self.0.body.as_ref().map_or(status, |body| body.status(status))
    }

    /// Turns the rejection into a redirect, which has neither challenges nor a body.
    pub(crate) fn see_other(&mut self, location: HeaderValue) {
        self.0.location = Some(Box::new(location));
        self.0.lines = Challenges::default();
        self.0.note = None;
    }

    /// Removes the body from the response if the method is `HEAD`.
    pub(crate) const fn for_head(mut self, is_head: bool) -> Self {
        self.0.is_bodyless |= is_head;
        self
    }

    /// Copies the rejection without its source, which is for logs only.
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

    /// Returns the challenges, one for each `WWW-Authenticate` field line (RFC 9110 11.6.1). Every 401 has at least one.
    pub fn challenges(&self) -> impl Iterator<Item = &HeaderValue> {
        self.0.lines.iter()
    }

    /// Returns the error code of RFC 6750 3.1 or RFC 9470 3 if a challenge carries one: `invalid_request`, `invalid_token`,
    /// `insufficient_scope` or `insufficient_user_authentication`.
    #[must_use]
    pub fn error_code(&self) -> Option<&'static str> {
        self.0.note.and_then(BearerError::error)
    }

    /// Returns the `Retry-After` that the verifier set, in whole seconds (RFC 9110 10.2.3), or `None` if it set none. A 503 then
    /// has `Retry-After: 5`.
    #[must_use]
    pub const fn retry_after(&self) -> Option<u32> {
        self.0.retry_after
    }

    /// Returns why the verifier is unavailable, the reason that it gave with
    /// [`because`](crate::VerifyError::because), or which authenticator is missing. It is for logs: escape it, because it may quote
    /// what the client sent.
    #[must_use]
    pub fn source(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.0.source.0.as_deref()
    }
}

impl fmt::Debug for Rejection {
    /// Prints reason and challenges, and omits the source, which may quote what the client sent.
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
