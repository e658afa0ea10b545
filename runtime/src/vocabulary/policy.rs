//! What one handler requires, as a constant.

use std::time::SystemTime;

use super::{HasScopes, Scope, StepUp};

/// Holds what one handler requires of an authenticated caller: a constant, created by the attribute or by
/// [`policy!`](crate::policy!). See [who may pass](crate::guide::_03_authorization).
///
/// ```
/// use requires_auth::{Policy, policy};
///
/// const READ: Policy = policy!(scopes("items:read", any("eu", "us")));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Policy(#[doc(hidden)] pub &'static str, #[doc(hidden)] pub Rule);

/// A checked tree of scopes. Only the macros build it, through `__private`. If all scopes are literals, they use constructors
/// alone: rustc promotes those to a constant without a `const` block, which costs compile time in every handler.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// Requires nothing.
    Empty,
    /// Requires one literal, which the macro has checked.
    Literal(&'static str),
    /// Requires each of several literals, which the macro has checked and joined with spaces.
    Each(&'static str),
    Scope(Scope),
    Any(&'static [Rule]),
    All(&'static [Rule]),
}

/// A policy without scopes: every verified identity meets it, even if its type does not implement [`HasScopes`].
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct AnyIdentity(pub Policy);

impl Policy {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(handler: &'static str, scopes: Rule) -> Self {
        assert!(scopes.is_well_formed(), "an empty set of scopes requires nothing");
        Self(handler, scopes)
    }

    /// Returns where the policy is defined, for logs: the name of the handler, or file and line of a [`policy!`](crate::policy!).
    #[must_use]
    pub const fn handler(&self) -> &'static str {
        self.0
    }

    /// Returns whether the scopes of `identity` meet this policy. The identity must already be verified; to verify a request, call
    /// [`Authenticator::authorize`](crate::Authenticator::authorize).
    #[must_use]
    pub fn is_met_by<Id: HasScopes + ?Sized>(&self, identity: &Id) -> bool {
        self.allows(&|scope| identity.has_scope(scope))
    }

    /// Returns whether the policy is met by a caller who has the scopes for which `has` returns `true`.
    #[inline]
    pub(crate) fn allows(&self, has: &impl Fn(&Scope) -> bool) -> bool {
        match self.1 {
            // The common cases, without a call through a pointer.
            Rule::Empty => true,
            Rule::Literal(token) => has(&Scope::checked(token)),
            rule => rule.is_met(has),
        }
    }
}

impl Rule {
    /// Requires all scopes of `scopes`, a text that the macro has checked. An empty text requires nothing.
    #[doc(hidden)]
    #[must_use]
    pub const fn each(scopes: &'static str) -> Self {
        let mut rest = scopes.as_bytes();
        while let [byte, tail @ ..] = rest {
            if *byte == b' ' {
                return Self::Each(scopes);
            }
            rest = tail;
        }
        if scopes.is_empty() { Self::Empty } else { Self::Literal(scopes) }
    }

    const fn is_well_formed(self) -> bool {
        let (Self::Any(mut rest) | Self::All(mut rest)) = self else { return true };
        if rest.is_empty() {
            return false;
        }
        while let [rule, tail @ ..] = rest {
            if !rule.is_well_formed() {
                return false;
            }
            rest = tail;
        }
        true
    }

    fn is_met(self, has: &dyn Fn(&Scope) -> bool) -> bool {
        match self {
            Self::Empty => true,
            Self::Literal(token) => has(&Scope::checked(token)),
            Self::Each(tokens) => Scope::each(tokens).all(|scope| has(&scope)),
            Self::Scope(scope) => has(&scope),
            Self::Any(rules) => rules.iter().any(|rule| rule.is_met(has)),
            Self::All(rules) => rules.iter().all(|rule| rule.is_met(has)),
        }
    }
}

/// A policy that can be checked for an identity of type `Id`.
///
/// A handler without demands accepts every identity type, a handler with scopes accepts only types that implement [`HasScopes`], and one
/// with `acr` or `max_age` only types that implement [`HasAuthentication`](super::HasAuthentication).
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a policy",
    label = "expected a `Policy`",
    note = "make it a constant: `const READ: Policy = requires_auth::policy!(scopes(\"items:read\"));`, and pass `&READ`"
)]
pub trait AppliesTo<Id>: Sync {
    fn policy(&self) -> &Policy;
    fn has_scope(identity: &Id, scope: &Scope) -> bool;

    /// Returns what the identity does not meet of how and when its caller must have been authenticated. `now` is called only if it counts.
    fn unmet(&self, _identity: &Id, _now: impl FnOnce() -> Option<SystemTime>) -> Option<StepUp> {
        None
    }
}

impl<Id> AppliesTo<Id> for AnyIdentity {
    fn policy(&self) -> &Policy {
        &self.0
    }

    fn has_scope(_: &Id, _: &Scope) -> bool {
        false
    }
}

impl<Id: HasScopes> AppliesTo<Id> for Policy {
    fn policy(&self) -> &Policy {
        self
    }

    fn has_scope(identity: &Id, scope: &Scope) -> bool {
        identity.has_scope(scope)
    }
}
