//! What one handler demands, as a constant.

use super::{HasScopes, Scope};

/// What one handler demands of a verified caller: a constant, written by the attribute or with [`policy!`](crate::policy!).
///
/// ```
/// use requires_auth::{Policy, policy};
///
/// const READ: Policy = policy!(scopes("items:read", any("eu", "us")));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Policy(#[doc(hidden)] pub &'static str, #[doc(hidden)] pub Rule);

/// A checked tree of scopes. Built by the macros only, through `__private`: from constructors alone, where all scopes are
/// literals, because rustc makes a constant of those without a `const` block, which costs it time for every handler.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// Nothing is demanded.
    Empty,
    /// A literal that the macro has checked.
    Literal(&'static str),
    /// Literals that the macro has checked, with a space between two: all of them.
    Each(&'static str),
    Scope(Scope),
    Any(&'static [Rule]),
    All(&'static [Rule]),
}

/// A policy without scopes: any verified identity meets it, also one of a type that knows no scopes.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct AnyIdentity(pub Policy);

impl Policy {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(handler: &'static str, scopes: Rule) -> Self {
        assert!(scopes.is_well_formed(), "an empty set of scopes demands nothing");
        Self(handler, scopes)
    }

    /// Where the policy stands: the name of the handler, or file and line of a [`policy!`](crate::policy!). For logs.
    #[must_use]
    pub const fn handler(&self) -> &'static str {
        self.0
    }

    /// Whether a caller with the scopes of `identity` is allowed. Of an identity that was verified already; for a request see
    /// [`Authenticator::authorize`](crate::Authenticator::authorize).
    #[must_use]
    pub fn is_met_by<Id: HasScopes + ?Sized>(&self, identity: &Id) -> bool {
        self.allows(&|scope| identity.has_scope(scope))
    }

    pub(crate) fn allows(&self, has: &dyn Fn(&Scope) -> bool) -> bool {
        self.1.is_met(has)
    }

    /// The scopes that a challenge names to a caller who has those for which `has` is true: together sufficient, in source
    /// order, none twice; of an `any`, the alternative of which the caller lacks fewest, ties to the first written.
    pub(crate) fn named_scopes(&self, has: &dyn Fn(&Scope) -> bool) -> Vec<Scope> {
        let mut named = Vec::new();
        self.1.name(has, &mut named);
        named
    }
}

impl Rule {
    /// All scopes of a text that the macro has checked; none, if it is empty.
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

    fn name(self, has: &dyn Fn(&Scope) -> bool, named: &mut Vec<Scope>) {
        match self {
            Self::Empty => {}
            Self::Literal(token) => Self::Scope(Scope::checked(token)).name(has, named),
            Self::Each(tokens) => tokens.split(' ').for_each(|token| Self::Literal(token).name(has, named)),
            Self::Scope(scope) => {
                if !named.contains(&scope) {
                    named.push(scope);
                }
            }
            Self::All(rules) => rules.iter().for_each(|rule| rule.name(has, named)),
            Self::Any(rules) => {
                let alternatives = rules.iter().map(|rule| {
                    let mut scopes = Vec::new();
                    rule.name(has, &mut scopes);
                    scopes
                });
                // `min_by_key` gives the first of equals.
                if let Some(best) = alternatives.min_by_key(|scopes| scopes.iter().filter(|scope| !has(scope)).count()) {
                    for scope in best {
                        Self::Scope(scope).name(has, named);
                    }
                }
            }
        }
    }
}

/// A policy that can be put to an identity of type `Id`.
///
/// Two implementations, so that a handler without scopes takes every identity type, and one with scopes only those that have
/// some.
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
