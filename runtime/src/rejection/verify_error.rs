//! Why a verifier did not return an identity.

use std::{borrow::Cow, error::Error, fmt, time::Duration};

use super::rejection::Source;

/// Reports why a verifier did not return an identity: the credentials are **invalid** (401) or **expired** (401), the caller is
/// **denied** (403) or **throttled** (429), or the verifier is **unavailable** and cannot decide (503).
///
/// `?` converts any [`Error`] into *unavailable*: if a database does not respond, this says nothing about the caller. For a type
/// that does not implement [`Error`], such as `anyhow::Error` or a boxed error, write `.map_err(VerifyError::unavailable)?`.
/// Because of this conversion `VerifyError` does not implement [`Error`] itself.
///
/// See [verifiers](crate::guide::_04_verifiers#errors).
///
/// ```
/// use requires_auth::VerifyError;
///
/// fn find(line: &str) -> Result<u32, VerifyError> {
///     let id = line.parse::<u32>()?;                  // unavailable: our own table is broken
///     if id == 0 { Err(VerifyError::invalid()) } else { Ok(id) }
/// }
/// # assert!(find("7").is_ok() && find("x").is_err());
/// ```
pub struct VerifyError {
    kind: ErrorKind,
    source: Source,
}

#[derive(Clone, Copy)]
pub(crate) enum ErrorKind {
    Invalid,
    Expired,
    Denied,
    Throttled {
        /// In seconds.
        retry_after: u32,
    },
    Unavailable {
        /// In seconds.
        retry_after: Option<u32>,
    },
    /// The verifier panicked.
    Panicked,
    /// A verifier received credentials of another scheme. This would be a bug of this crate; the request is rejected.
    Broken,
}

impl VerifyError {
    /// Reports that the credentials are invalid: 401. The response does not contain the cause.
    #[must_use]
    pub const fn invalid() -> Self {
        Self::of(ErrorKind::Invalid)
    }

    /// Reports that the credentials were valid and have expired: 401. A `Bearer` challenge contains this (RFC 6750 3).
    #[must_use]
    pub const fn expired() -> Self {
        Self::of(ErrorKind::Expired)
    }

    /// Reports that the caller is known and not allowed: 403, without a challenge (RFC 9110 15.5.4).
    #[must_use]
    pub const fn denied() -> Self {
        Self::of(ErrorKind::Denied)
    }

    /// Reports that the caller must wait: its key is used up, or it has sent too many wrong passwords. The response is 429 (RFC 6585
    /// 4) without a challenge, with this time as `Retry-After` (RFC 9110 10.2.3), rounded up to whole seconds, at least 1.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use requires_auth::{Authenticator, Identity, VerifyError, verifiers};
    ///
    /// let auth: Authenticator = Authenticator::new(verifiers::api_key(|key| match key.expose() {
    ///     "used-up" => Err(VerifyError::throttled(Duration::from_secs(60)).because("1000 requests this hour")),
    ///     _ => Ok(Identity::new("robot")),
    /// }));
    ///
    /// # futures_executor::block_on(async {
    /// let request = http::Request::builder().header("x-api-key", "used-up").body(()).unwrap();
    /// let response = auth.authenticate(&request).await.unwrap_err().into_http::<String>();
    /// assert_eq!((response.status().as_u16(), &response.headers()["retry-after"]), (429, &http::HeaderValue::from(60)));
    /// # });
    /// ```
    #[must_use]
    pub fn throttled(retry_after: Duration) -> Self {
        Self::of(ErrorKind::Throttled { retry_after: whole_seconds(retry_after).max(1) })
    }

    /// Reports that the verifier cannot decide now: 503 with `Retry-After` (RFC 9110 15.6.4). `source`, an error or a text, is for
    /// logs and never appears in the response.
    pub fn unavailable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { kind: ErrorKind::Unavailable { retry_after: None }, source: Source(Some(source.into())) }
    }

    /// Sets the `Retry-After` of an *unavailable* error (RFC 9110 10.2.3), rounded up to whole seconds. Default: 5 seconds. Other
    /// errors stay unchanged; [`throttled`](Self::throttled) takes its time at once.
    #[must_use]
    pub fn retry_after(mut self, after: Duration) -> Self {
        if let ErrorKind::Unavailable { retry_after } = &mut self.kind {
            *retry_after = Some(whole_seconds(after));
        }
        self
    }

    /// Adds a reason for the operator. It is the [`source`](super::Rejection::source) of the rejection, and part of its log event
    /// (feature `tracing`), where it is escaped and cut. It never appears in the response, so it may say more than the caller may
    /// know: `"revoked"`, `"wrong audience"`. It must not contain the credentials.
    ///
    /// If the error has a source or a reason already, that one becomes the source of the new reason.
    ///
    /// ```
    /// use requires_auth::{Authenticator, Identity, VerifyError, verifiers};
    ///
    /// let auth: Authenticator = Authenticator::new(verifiers::bearer(|token| match token.expose() {
    ///     "ada-token" => Ok(Identity::new("ada")),
    ///     "old-token" => Err(VerifyError::invalid().because("revoked")),
    ///     _ => Err(VerifyError::invalid()),
    /// }));
    ///
    /// # futures_executor::block_on(async {
    /// let request = http::Request::builder().header("authorization", "Bearer old-token").body(()).unwrap();
    /// let rejection = auth.authenticate(&request).await.unwrap_err();
    /// assert_eq!(rejection.source().unwrap().to_string(), "revoked");
    /// # });
    /// ```
    #[must_use]
    pub fn because(mut self, reason: impl Into<Cow<'static, str>>) -> Self {
        let because = Because { reason: reason.into(), cause: Source(self.source.0.take()) };
        self.source = Source(Some(Box::new(because)));
        self
    }

    /// Reports that a token is invalid, or has expired: 401. `source` is for logs.
    #[cfg(feature = "_jwt")]
    pub(crate) const fn token(is_expired: bool, source: Box<dyn Error + Send + Sync>) -> Self {
        let kind = if is_expired { ErrorKind::Expired } else { ErrorKind::Invalid };
        Self { kind, source: Source(Some(source)) }
    }

    const fn of(kind: ErrorKind) -> Self {
        Self { kind, source: Source(None) }
    }

    pub(crate) const fn panicked() -> Self {
        Self::of(ErrorKind::Panicked)
    }

    pub(crate) const fn broken() -> Self {
        Self::of(ErrorKind::Broken)
    }

    /// Returns whether the credentials do not count: they are *invalid* or *expired*.
    pub(crate) const fn is_about_credentials(&self) -> bool {
        matches!(self.kind, ErrorKind::Invalid | ErrorKind::Expired)
    }

    pub(crate) fn into_parts(self) -> (ErrorKind, Source) {
        (self.kind, self.source)
    }
}

/// Rounds up.
fn whole_seconds(time: Duration) -> u32 {
    let seconds = time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0));
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

/// A reason for the operator, as an error.
struct Because {
    reason: Cow<'static, str>,
    cause: Source,
}

impl fmt::Debug for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reason.fmt(f)
    }
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reason.fmt(f)
    }
}

impl Error for Because {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.0.as_deref().map(|cause| cause as _)
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for VerifyError {
    fn from(source: E) -> Self {
        Self::unavailable(source)
    }
}

impl fmt::Debug for VerifyError {
    /// Prints the kind only: a source or a reason may quote what the caller sent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            ErrorKind::Invalid => "VerifyError(invalid)",
            ErrorKind::Expired => "VerifyError(expired)",
            ErrorKind::Denied => "VerifyError(denied)",
            ErrorKind::Throttled { .. } => "VerifyError(throttled)",
            ErrorKind::Unavailable { .. } => "VerifyError(unavailable)",
            ErrorKind::Panicked => "VerifyError(panicked)",
            ErrorKind::Broken => "VerifyError(broken)",
        })
    }
}
