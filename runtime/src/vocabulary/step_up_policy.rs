//! The policy of a handler that also demands how or when its caller was authenticated.

use std::{marker::PhantomData, time::SystemTime};

use super::{AppliesTo, HasAuthentication, HasScopes, Policy, Scope, StepUp};

/// Holds the conditions of one handler, including how or when the caller was authenticated (RFC 9470). It is a constant that
/// [`policy!`](crate::policy!) creates if it has `acr` or `max_age`. [`Policy`] is the type without these two. See
/// [step-up](crate::guide::_03_authorization#step-up-authentication).
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use requires_auth::{Identity, StepUpPolicy, policy};
///
/// const PAY: StepUpPolicy = policy!(scopes("pay"), acr("gold", "platinum"), max_age = "5m");
///
/// let now = SystemTime::now();
/// let signed_in = |seconds| Identity::builder("ada").scopes("pay").acr("gold").auth_time(now - Duration::from_secs(seconds)).build();
/// assert!(PAY.is_met_by(&signed_in(300), now));
/// assert!(!PAY.is_met_by(&signed_in(301), now));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct StepUpPolicy<Scopes = Policy>(
    #[doc(hidden)] pub Policy,
    #[doc(hidden)] pub StepUp,
    /// [`Policy`], or [`AnyIdentity`](super::AnyIdentity) if no scopes are required.
    #[doc(hidden)]
    pub PhantomData<Scopes>,
);

impl StepUpPolicy {
    /// Returns where the policy is defined, for logs: file and line of the [`policy!`](crate::policy!).
    #[must_use]
    pub const fn handler(&self) -> &'static str {
        self.0.handler()
    }

    /// Returns whether `identity` meets this policy at the time `now`. The identity must already be verified; to verify a request, call
    /// [`Authenticator::authorize`](crate::Authenticator::authorize).
    #[must_use]
    pub fn is_met_by<Id: HasScopes + HasAuthentication + ?Sized>(&self, identity: &Id, now: SystemTime) -> bool {
        self.1.is_met_by(identity, || Some(now)) && self.0.is_met_by(identity)
    }
}

impl From<Policy> for StepUpPolicy {
    /// Returns the same policy as a `StepUpPolicy` without demands on how or when the caller was authenticated, for code that chooses one
    /// of several.
    fn from(policy: Policy) -> Self {
        Self(policy, StepUp("", 0), PhantomData)
    }
}

impl<Id: HasAuthentication, Scopes: AppliesTo<Id>> AppliesTo<Id> for StepUpPolicy<Scopes> {
    fn policy(&self) -> &Policy {
        &self.0
    }

    fn has_scope(identity: &Id, scope: &Scope) -> bool {
        Scopes::has_scope(identity, scope)
    }

    fn unmet(&self, identity: &Id, now: impl FnOnce() -> Option<SystemTime>) -> Option<StepUp> {
        (!self.1.is_met_by(identity, now)).then_some(self.1)
    }
}
