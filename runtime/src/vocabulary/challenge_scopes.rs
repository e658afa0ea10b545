//! Which scopes the challenge of a 401 or 403 names.

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
        named.finish()
    }
}

impl Rule {
    fn name(self, has: &dyn Fn(&Scope) -> bool, named: &mut Named) {
        match self {
            Self::Empty => {}
            Self::Literal(token) => named.push(Scope::checked(token)),
            Self::Each(tokens) => Scope::each(tokens).for_each(|scope| named.push(scope)),
            Self::Scope(scope) => named.push(scope),
            Self::All(rules) => rules.iter().for_each(|rule| rule.name(has, named)),
            Self::Any(rules) => {
                let alternatives = rules.iter().map(|rule| {
                    let mut alternative = Named::default();
                    rule.name(has, &mut alternative);
                    alternative.finish()
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

/// Scopes in the order in which they were named.
#[derive(Default)]
struct Named(Vec<Scope>);

/// So many scopes are compared with each other. More are sorted.
const HANDFUL: usize = 16;

impl Named {
    fn push(&mut self, scope: Scope) {
        if self.0.len() >= HANDFUL || !self.0.contains(&scope) {
            self.0.push(scope);
        }
    }

    /// Returns the scopes, none twice: the first of equal ones stays.
    fn finish(self) -> Vec<Scope> {
        if self.0.len() <= HANDFUL { self.0 } else { without_repetitions(self.0) }
    }
}

/// Takes n log n steps, and n if the scopes are sorted already.
fn without_repetitions(mut scopes: Vec<Scope>) -> Vec<Scope> {
    let mut sorted: Vec<(&str, usize)> = scopes.iter().map(Scope::as_str).zip(0..).collect();
    sorted.sort_unstable();
    let mut is_repeated = vec![false; scopes.len()];
    for pair in sorted.windows(2) {
        if let [(first, _), (second, place)] = pair
            && first == second
            && let Some(is_repeated) = is_repeated.get_mut(*place)
        {
            *is_repeated = true;
        }
    }
    let mut is_repeated = is_repeated.into_iter();
    scopes.retain(|_| is_repeated.next() == Some(false));
    scopes
}
