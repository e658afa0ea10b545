//! Which scopes the challenge of a 401 or 403 names.

use std::collections::HashSet;

use super::{Policy, Rule, Scope};

impl Policy {
    /// Returns a sufficient set of scopes to name in the challenge, in source order and without duplicates. `has` returns whether
    /// the caller has a scope. For `any`, the set has the alternative with the fewest missing scopes; on a tie, the first.
    ///
    /// `baseline` is the policy of a layer in front, whose scopes come first: a client that asks for the named scopes alone then keeps
    /// those of the layer.
    pub(crate) fn scopes_for_challenge(&self, baseline: Option<&Self>, has: &dyn Fn(&Scope) -> bool) -> Vec<Scope> {
        let mut named = Named::default();
        for policy in baseline.into_iter().chain([self]) {
            policy.1.name(has, &mut named);
        }
        named.scopes
    }
}

impl Rule {
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
    seen: Option<HashSet<Scope>>,
}

impl Named {
    fn push(&mut self, scope: Scope) {
        const HANDFUL: usize = 16;
        let is_new = if self.scopes.len() < HANDFUL {
            !self.scopes.contains(&scope)
        } else {
            self.seen.get_or_insert_with(|| self.scopes.iter().copied().collect()).insert(scope)
        };
        if is_new {
            self.scopes.push(scope);
        }
    }
}
