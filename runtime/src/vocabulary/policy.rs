//! What one handler requires, as a constant.

use std::collections::HashSet;

use super::{HasScopes, Scope};

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

    pub(crate) fn allows(&self, has: &dyn Fn(&Scope) -> bool) -> bool {
        self.1.is_met(has)
    }

    /// Returns a sufficient set of scopes to name in the challenge, in source order and without duplicates. `has` returns whether
    /// the caller has a scope. For `any`, the set has the alternative with the fewest missing scopes; on a tie, the first.
    pub(crate) fn scopes_for_challenge(&self, has: &dyn Fn(&Scope) -> bool) -> Vec<Scope> {
        let mut named = Named::default();
        self.1.name(has, &mut named);
        named.scopes
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
            Self::Each(tokens) => tokens.split(' ').all(|token| has(&Scope::checked(token))),
            Self::Scope(scope) => has(&scope),
            Self::Any(rules) => rules.iter().any(|rule| rule.is_met(has)),
            Self::All(rules) => rules.iter().all(|rule| rule.is_met(has)),
        }
    }

    fn name(self, has: &dyn Fn(&Scope) -> bool, named: &mut Named) {
        match self {
            Self::Empty => {}
            Self::Literal(token) => Self::Scope(Scope::checked(token)).name(has, named),
            Self::Each(tokens) => tokens.split(' ').for_each(|token| Self::Literal(token).name(has, named)),
            Self::Scope(scope) => named.push(scope),
            Self::All(rules) => rules.iter().for_each(|rule| rule.name(has, named)),
            Self::Any(rules) => {
                let alternatives = rules.iter().map(|rule| {
                    let mut alternative = Named::default();
                    rule.name(has, &mut alternative);
                    alternative.scopes
                });
                // On a tie, `min_by_key` returns the first.
                if let Some(best) = alternatives.min_by_key(|scopes| scopes.iter().filter(|scope| !has(scope)).count()) {
                    for scope in best {
                        named.push(scope);
                    }
                }
            }
        }
    }
}

/// Scopes in the order in which they were named, none twice.
#[derive(Default)]
struct Named {
    scopes: Vec<Scope>,
    /// The scopes once more, from a handful on: a list is searched faster than it is hashed.
    seen: HashSet<Scope>,
}

impl Named {
    fn push(&mut self, scope: Scope) {
        const HANDFUL: usize = 16;
        if self.scopes.len() == HANDFUL {
            self.seen.extend(&self.scopes);
        }
        let is_new = if self.scopes.len() < HANDFUL { !self.scopes.contains(&scope) } else { self.seen.insert(scope) };
        if is_new {
            self.scopes.push(scope);
        }
    }
}

/// A policy that can be checked for an identity of type `Id`.
///
/// It has two implementations: a handler without scopes accepts every identity type, and a handler with scopes accepts only types
/// that implement [`HasScopes`].
#[doc(hidden)]
pub trait AppliesTo<Id>: Sync {
    fn policy(&self) -> &Policy;
    fn has_scope(identity: &Id, scope: &Scope) -> bool;
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
