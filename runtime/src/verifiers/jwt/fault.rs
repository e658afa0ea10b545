//! Why a token is rejected, for the operator. The client learns nothing of it.

use std::{error::Error, fmt, sync::Arc};

use super::clock::Time;
use crate::rejection::VerifyError;

/// The maximum length of a found value, in characters.
const LONGEST: usize = 128;

/// A reason of a fixed set, and what was expected and found.
///
/// Before the signature holds, nothing of the token is quoted: it may be anybody's text. After it, only values that are no
/// personal data: issuer, audience and times.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fault {
    pub(super) reason: FaultReason,
    detail: String,
    /// When the token expired, leeway included, in seconds: the text says how long ago that was.
    expired_at: Option<f64>,
}

/// Names for logs and metrics.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum FaultReason {
    TokenTooLong,
    MalformedToken,
    MalformedHeader,
    UnsupportedHeader,
    WrongType,
    UnsupportedAlgorithm,
    UnknownKey,
    WrongAlgorithm,
    BadSignature,
    MalformedClaims,
    MissingClaim,
    InvalidClaim,
    WrongIssuer,
    WrongAudience,
    Expired,
    NotYetValid,
    IssuedInFuture,
    LifetimeTooLong,
    NotAnAccessToken,
    BoundToken,
    UnfitClaims,
    #[cfg(feature = "introspection")]
    Inactive,
}

impl FaultReason {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::TokenTooLong => "token_too_long",
            Self::MalformedToken => "malformed_token",
            Self::MalformedHeader => "malformed_header",
            Self::UnsupportedHeader => "unsupported_header",
            Self::WrongType => "wrong_type",
            Self::UnsupportedAlgorithm => "unsupported_algorithm",
            Self::UnknownKey => "unknown_key",
            Self::WrongAlgorithm => "wrong_algorithm",
            Self::BadSignature => "bad_signature",
            Self::MalformedClaims => "malformed_claims",
            Self::MissingClaim => "missing_claim",
            Self::InvalidClaim => "invalid_claim",
            Self::WrongIssuer => "wrong_issuer",
            Self::WrongAudience => "wrong_audience",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::IssuedInFuture => "issued_in_the_future",
            Self::LifetimeTooLong => "lifetime_too_long",
            Self::NotAnAccessToken => "not_an_access_token",
            Self::BoundToken => "bound_token",
            Self::UnfitClaims => "unfit_claims",
            #[cfg(feature = "introspection")]
            Self::Inactive => "inactive",
        }
    }

    /// Returns whether the check that failed comes after the signature, and no later time and no other request can change its
    /// result. (A bound token depends on the request.)
    pub(super) const fn is_final(self) -> bool {
        #[cfg(feature = "introspection")]
        if matches!(self, Self::Inactive) {
            return true;
        }
        matches!(
            self,
            Self::BadSignature
                | Self::MalformedClaims
                | Self::MissingClaim
                | Self::InvalidClaim
                | Self::WrongIssuer
                | Self::WrongAudience
                | Self::Expired
                | Self::NotAnAccessToken
                | Self::UnfitClaims
        )
    }
}

impl Fault {
    pub(super) fn new(reason: FaultReason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into(), expired_at: None }
    }

    /// The token expired at this time, leeway included, in seconds.
    pub(super) fn expired(at: f64, now: Time) -> Self {
        let detail = format!(
            "{} seconds after `exp` and leeway: the client must renew its token, unless a clock is off",
            (now.0 - at).floor()
        );
        Self { expired_at: Some(at), ..Self::new(FaultReason::Expired, detail) }
    }

    /// Returns the fault, remembered from an earlier time, as it is now.
    pub(super) fn at(self: Arc<Self>, now: Time) -> Arc<Self> {
        match self.expired_at {
            Some(at) => Arc::new(Self::expired(at, now)),
            None => self,
        }
    }

    /// A claim that must be there.
    pub(super) fn missing(name: &str) -> Self {
        Self::new(FaultReason::MissingClaim, format!("the token has no `{name}`"))
    }

    /// A claim that breaks a rule.
    pub(super) fn claim(name: &str, rule: &str) -> Self {
        Self::new(FaultReason::InvalidClaim, format!("`{}` {rule}", Cut(name)))
    }

    #[cfg(feature = "introspection")]
    pub(super) fn detail(&self) -> &str {
        &self.detail
    }

    /// Returns what the texts take.
    pub(super) fn bytes(&self) -> usize {
        self.detail.capacity()
    }

    pub(super) fn into_error(self: Arc<Self>) -> VerifyError {
        let is_expired = self.reason == FaultReason::Expired;
        VerifyError::token(is_expired, Box::new(Shown(self)))
    }
}

struct Shown(Arc<Fault>);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.reason.as_str(), self.0.detail)
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for Shown {}

/// A found text: escaped and cut.
pub(in crate::verifiers) struct Cut<'a>(pub(in crate::verifiers) &'a str);

impl fmt::Display for Cut<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.0.chars().flat_map(char::escape_debug);
        shown.by_ref().take(LONGEST).try_for_each(|char| fmt::Write::write_char(f, char))?;
        f.write_str(if shown.next().is_some() { ".." } else { "" })
    }
}
