//! Step-up authentication (RFC 9470): how, and how recently, a caller must have been authenticated.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

/// How far the clock of an issuer may be ahead.
const LEEWAY: Duration = Duration::from_secs(60);

/// Reports how and when a caller was authenticated (RFC 9068 2.2.1).
///
/// A handler with `acr(..)` or `max_age = ".."` needs an identity type that implements it. [`Identity`](crate::Identity) does, and so do
/// `Arc<T>` and `Box<T>` if `T` does. Implement it for your own type:
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use requires_auth::HasAuthentication;
///
/// struct Claims {
///     acr: Option<String>,
///     /// In seconds since 1970.
///     auth_time: Option<u64>,
/// }
///
/// impl HasAuthentication for Claims {
///     fn acr(&self) -> Option<&str> {
///         self.acr.as_deref()
///     }
///
///     fn auth_time(&self) -> Option<SystemTime> {
///         SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(self.auth_time?))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the identity `{Self}` does not say how or when its caller was authenticated, and `acr(..)` or `max_age` demands it",
    label = "`{Self}` does not implement `HasAuthentication`",
    note = "implement `requires_auth::HasAuthentication` for `{Self}`: `fn acr(&self) -> Option<&str>` and `fn auth_time(&self) -> Option<SystemTime>`"
)]
pub trait HasAuthentication {
    /// Returns the authentication context class, the `acr` of a token, or `None` if it is unknown. `None` meets no demand. If the
    /// method panics, the response is 500.
    fn acr(&self) -> Option<&str>;

    /// Returns when the caller was authenticated, the `auth_time` of a token, or `None` if it is unknown. `None` meets no demand. If
    /// the method panics, the response is 500.
    fn auth_time(&self) -> Option<SystemTime>;
}

impl<T: HasAuthentication + ?Sized> HasAuthentication for Arc<T> {
    fn acr(&self) -> Option<&str> {
        (**self).acr()
    }

    fn auth_time(&self) -> Option<SystemTime> {
        (**self).auth_time()
    }
}

impl<T: HasAuthentication + ?Sized> HasAuthentication for Box<T> {
    fn acr(&self) -> Option<&str> {
        (**self).acr()
    }

    fn auth_time(&self) -> Option<SystemTime> {
        (**self).auth_time()
    }
}

/// The accepted classes, in order of preference and with a space between two, and the maximum age in seconds. Empty or 0: any. Only the
/// macros build it, through `__private`, of texts that they have checked.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepUp(pub &'static str, pub u32);

impl StepUp {
    pub(crate) const fn acr_values(self) -> Option<&'static str> {
        if self.0.is_empty() { None } else { Some(self.0) }
    }

    pub(crate) const fn max_age(self) -> Option<u32> {
        if self.1 == 0 { None } else { Some(self.1) }
    }

    /// `now` is called only if the age counts. An unknown value does not meet a demand.
    pub(super) fn is_met_by<Id: HasAuthentication + ?Sized>(
        self,
        identity: &Id,
        now: impl FnOnce() -> Option<SystemTime>,
    ) -> bool {
        let has_acr = || {
            self.acr_values().is_none_or(|accepted| identity.acr().is_some_and(|acr| accepted.split(' ').any(|one| one == acr)))
        };
        let is_recent = || {
            let Some(max_age) = self.max_age() else { return true };
            let (Some(at), Some(now)) = (identity.auth_time(), now()) else { return false };
            match now.duration_since(at) {
                Ok(age) => age <= Duration::from_secs(max_age.into()),
                Err(ahead) => ahead.duration() <= LEEWAY,
            }
        };
        has_acr() && is_recent()
    }
}
