//! Why a verifier did not return an identity.

use std::{error::Error, fmt, time::Duration};

use super::rejection::Source;

/// Why a verifier did not return an identity: the credentials are **invalid**, the caller is **denied**, or the verifier is
/// **unavailable** and cannot decide. Three different things, answered with 401, 403 and 503.
///
/// `?` on any [`Error`] gives *unavailable*: a database that does not answer says nothing about the caller. (For an error that is
/// none itself, such as that of `anyhow` or a boxed one: `.map_err(VerifyError::unavailable)?`.) Like the error type of `anyhow`
/// this one therefore does not implement [`Error`] itself.
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
    Unavailable {
        source: Source,
        /// In seconds.
        retry_after: Option<u32>,
    },
    /// The verifier panicked.
    Panicked,
    /// A bug: a verifier was handed credentials of another scheme. Never seen; refused should it ever be.
    Broken,
}

impl VerifyError {
    /// The credentials are wrong: 401. The caller is not told why.
    #[must_use]
    pub const fn invalid() -> Self {
        Self(ErrorKind::Invalid)
    }

    /// The credentials were right and have expired: 401, and a `Bearer` caller is told so (RFC 6750 3).
    #[must_use]
    pub const fn expired() -> Self {
        Self(ErrorKind::Expired)
    }

    /// The caller is known and not allowed: 403, without a challenge (RFC 9110 15.5.4).
    #[must_use]
    pub const fn denied() -> Self {
        Self(ErrorKind::Denied)
    }

    /// Cannot decide now: 503 with `Retry-After` (RFC 9110 15.6.4). `source`, an error or a text, is for logs, never for the
    /// caller.
    pub fn unavailable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(ErrorKind::Unavailable { source: Source(Some(source.into())), retry_after: None })
    }

    /// Sets when to try again, of an *unavailable* error (RFC 9110 10.2.3); 5 seconds unless set. Rounded up to whole seconds.
    /// The others stay as they are.
    #[must_use]
    pub fn retry_after(mut self, after: Duration) -> Self {
        if let ErrorKind::Unavailable { retry_after, .. } = &mut self.0 {
            let seconds = after.as_secs().saturating_add(u64::from(after.subsec_nanos() > 0));
            *retry_after = Some(u32::try_from(seconds).unwrap_or(u32::MAX));
        }
        self
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
    /// The kind only: a source may quote what the caller sent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            ErrorKind::Invalid => "VerifyError(invalid)",
            ErrorKind::Expired => "VerifyError(expired)",
            ErrorKind::Denied => "VerifyError(denied)",
            ErrorKind::Unavailable { .. } => "VerifyError(unavailable)",
            ErrorKind::Panicked => "VerifyError(panicked)",
            ErrorKind::Broken => "VerifyError(broken)",
        })
    }
}
