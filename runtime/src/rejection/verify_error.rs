//! Why a verifier did not return an identity.

use std::{error::Error, fmt, time::Duration};

use super::rejection::Source;

/// Reports why a verifier did not return an identity: the credentials are **invalid** (401) or **expired** (401), the caller is
/// **denied** (403), or the verifier is **unavailable** and cannot decide (503).
///
/// `?` converts any [`Error`] into *unavailable*: if a database does not respond, this says nothing about the caller. For a type
/// that does not implement [`Error`], such as `anyhow::Error` or a boxed error, write `.map_err(VerifyError::unavailable)?`.
/// Because of this conversion `VerifyError` does not implement [`Error`] itself.
///
/// See [verifiers](crate::guide::_04_verifiers).
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
pub struct VerifyError(ErrorKind);

pub(crate) enum ErrorKind {
    Invalid,
    Expired,
    Denied,
    /// A token is invalid or has expired, and the operator learns why.
    #[cfg(feature = "jwt")]
    Token {
        is_expired: bool,
        source: Source,
    },
    Unavailable {
        source: Source,
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
        Self(ErrorKind::Invalid)
    }

    /// Reports that the credentials were valid and have expired: 401. A `Bearer` challenge contains this (RFC 6750 3).
    #[must_use]
    pub const fn expired() -> Self {
        Self(ErrorKind::Expired)
    }

    /// Reports that the caller is known and not allowed: 403, without a challenge (RFC 9110 15.5.4).
    #[must_use]
    pub const fn denied() -> Self {
        Self(ErrorKind::Denied)
    }

    /// Reports that the verifier cannot decide now: 503 with `Retry-After` (RFC 9110 15.6.4). `source`, an error or a text, is for
    /// logs and never appears in the response.
    pub fn unavailable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(ErrorKind::Unavailable { source: Source(Some(source.into())), retry_after: None })
    }

    /// Sets the `Retry-After` of an *unavailable* error (RFC 9110 10.2.3), rounded up to whole seconds. Default: 5 seconds. Other
    /// errors stay unchanged.
    #[must_use]
    pub fn retry_after(mut self, after: Duration) -> Self {
        if let ErrorKind::Unavailable { retry_after, .. } = &mut self.0 {
            let seconds = after.as_secs().saturating_add(u64::from(after.subsec_nanos() > 0));
            *retry_after = Some(u32::try_from(seconds).unwrap_or(u32::MAX));
        }
        self
    }

    /// Reports that a token is invalid, or has expired: 401. `source` is for logs.
    #[cfg(feature = "jwt")]
    pub(crate) const fn token(is_expired: bool, source: Box<dyn Error + Send + Sync>) -> Self {
        Self(ErrorKind::Token { is_expired, source: Source(Some(source)) })
    }

    pub(crate) const fn panicked() -> Self {
        Self(ErrorKind::Panicked)
    }

    pub(crate) const fn broken() -> Self {
        Self(ErrorKind::Broken)
    }

    pub(crate) fn into_kind(self) -> ErrorKind {
        self.0
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for VerifyError {
    fn from(source: E) -> Self {
        Self::unavailable(source)
    }
}

impl fmt::Debug for VerifyError {
    /// Prints the kind only: a source may quote what the caller sent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            ErrorKind::Invalid => "VerifyError(invalid)",
            ErrorKind::Expired => "VerifyError(expired)",
            ErrorKind::Denied => "VerifyError(denied)",
            #[cfg(feature = "jwt")]
            ErrorKind::Token { is_expired: false, .. } => "VerifyError(invalid)",
            #[cfg(feature = "jwt")]
            ErrorKind::Token { is_expired: true, .. } => "VerifyError(expired)",
            ErrorKind::Unavailable { .. } => "VerifyError(unavailable)",
            ErrorKind::Panicked => "VerifyError(panicked)",
            ErrorKind::Broken => "VerifyError(broken)",
        })
    }
}
