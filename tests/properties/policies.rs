//! Trees of `any` and `all` against a model, and the scopes that a refusal names.

use std::collections::BTreeSet;

use http::Request;
use proptest::prelude::*;
use requires_auth::{
    __private::{Policy, Rule, Scope},
    Authenticator, HasScopes, Identity, Rejection, verifiers,
};
use requires_auth_tests::{http_auth_parser, poll_once::ready};

const SCOPES: [&str; 6] = ["a", "b:read", "c", "d", "e/1", "f"];

/// A policy, as a model of its own.
#[derive(Clone, Debug)]
enum Tree {
    Token(usize),
    Any(Vec<Tree>),
    All(Vec<Tree>),
}

fn trees() -> impl Strategy<Value = Tree> {
    (0..SCOPES.len()).prop_map(Tree::Token).prop_recursive(4, 24, 4, |inner| {
        let list = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![list().prop_map(Tree::Any), list().prop_map(Tree::All)]
    })
}

fn granted() -> impl Strategy<Value = BTreeSet<usize>> {
    prop::collection::btree_set(0..SCOPES.len(), 0..SCOPES.len())
}

impl Tree {
    /// What the attribute emits for it; slices of a constant are built here and kept.
    fn rule(&self) -> Rule {
        let rules = |trees: &[Tree]| -> &'static [Rule] { trees.iter().map(Tree::rule).collect::<Vec<_>>().leak() };
        match self {
            // As a literal and as a path.
            Self::Token(scope) if scope % 2 == 0 => Rule::Literal(SCOPES[*scope]),
            Self::Token(scope) => Rule::Scope(Scope::new(SCOPES[*scope])),
            Self::Any(trees) => Rule::Any(rules(trees)),
            Self::All(trees) => Rule::All(rules(trees)),
        }
    }

    fn policy(&self) -> Policy {
        Policy::new("tree", self.rule())
    }

    fn is_met(&self, has: &BTreeSet<usize>) -> bool {
        match self {
            Self::Token(scope) => has.contains(scope),
            Self::Any(trees) => trees.iter().filter(|tree| tree.is_met(has)).count() > 0,
            Self::All(trees) => trees.iter().filter(|tree| !tree.is_met(has)).count() == 0,
        }
    }

    /// The scopes in the order of the source, once for each time they stand there.
    fn leaves(&self) -> Vec<usize> {
        match self {
            Self::Token(scope) => vec![*scope],
            Self::Any(trees) | Self::All(trees) => trees.iter().flat_map(Tree::leaves).collect(),
        }
    }

    /// The places among [`leaves`](Self::leaves) that a challenge names: of `all` those of every part, of `any` those of
    /// the part of which least is lacking, the first of equals. `start` is the place of the first leaf of this tree.
    fn named(&self, has: &BTreeSet<usize>, start: usize, leaves: &[usize]) -> BTreeSet<usize> {
        let parts = |trees: &[Tree]| -> Vec<BTreeSet<usize>> {
            let mut next = start;
            let mut parts = Vec::new();
            for tree in trees {
                parts.push(tree.named(has, next, leaves));
                next += tree.leaves().len();
            }
            parts
        };
        let lacking = |part: &BTreeSet<usize>| {
            let scopes: BTreeSet<usize> = part.iter().map(|place| leaves[*place]).collect();
            scopes.difference(has).count()
        };
        match self {
            Self::Token(_) => BTreeSet::from([start]),
            Self::All(trees) => parts(trees).into_iter().flatten().collect(),
            Self::Any(trees) => {
                let mut parts = parts(trees);
                let counts: Vec<usize> = parts.iter().map(lacking).collect();
                let least = *counts.iter().min().unwrap();
                parts.swap_remove(counts.iter().position(|count| *count == least).unwrap())
            }
        }
    }

    fn named_scopes(&self, has: &BTreeSet<usize>) -> Vec<&'static str> {
        let leaves = self.leaves();
        let mut scopes = Vec::new();
        for place in self.named(has, 0, &leaves) {
            if !scopes.contains(&SCOPES[leaves[place]]) {
                scopes.push(SCOPES[leaves[place]]);
            }
        }
        scopes
    }
}

fn identity(has: &BTreeSet<usize>) -> Identity {
    Identity::builder("ada").scopes(has.iter().map(|scope| SCOPES[*scope]).collect::<Vec<_>>().join(" ")).build()
}

/// The scopes that the one challenge of a refusal names.
fn scopes_of(rejection: &Rejection) -> Vec<String> {
    let lines: Vec<_> = rejection.challenges().collect();
    let [line] = lines[..] else { panic!("one line: {lines:?}") };
    let [challenge] = &http_auth_parser::challenges(line.to_str().unwrap()).unwrap()[..] else {
        panic!("one challenge: {line:?}")
    };
    let scope = challenge.params.iter().find(|(name, _)| name == "scope").expect("a scope");
    scope.1.split(' ').map(str::to_owned).collect()
}

fn index(scope: &str) -> usize {
    SCOPES.iter().position(|known| *known == scope).unwrap()
}

proptest! {
    #![proptest_config(crate::cases(1000))]

    /// Many scopes are looked up by an index, few are searched from the front.
    #[test]
    fn a_scope_is_granted_if_the_text_has_it(
        granted in prop::collection::vec("[ab]{0,3}", 0..40),
        asked in prop::collection::vec("[ab]{1,3}", 1..8),
    ) {
        let granted = granted.join(" ");
        let who = Identity::builder("ada").scopes(granted.as_str()).build();
        for scope in asked {
            let is_there = granted.split(' ').any(|token| token == scope);
            prop_assert_eq!(who.has_scope(&Scope::new(scope.leak())), is_there, "{:?}", granted);
        }
    }

    /// A list of literals is one text in a handler and a slice elsewhere; both require and name the same, each scope once.
    #[test]
    fn a_list_of_literals_is_the_same_as_a_text(wanted in prop::collection::vec(0..30_usize, 1..60), has in prop::collection::btree_set(0..30_usize, 0..30)) {
        let name = |number: &usize| format!("s{number}");
        let granted = has.iter().map(name).collect::<Vec<_>>().join(" ");
        let who = Identity::builder("ada").scopes(granted).build();
        let scopes: Vec<String> = wanted.iter().map(name).collect();
        let literals: Vec<Rule> = scopes.iter().map(|scope| Rule::Literal(scope.clone().leak())).collect();
        let mut once: Vec<String> = Vec::new();
        for scope in &scopes {
            if !once.contains(scope) {
                once.push(scope.clone());
            }
        }
        for rule in [Rule::each(scopes.join(" ").leak()), Rule::All(literals.leak())] {
            let policy = Policy::new("list", rule);
            let is_met = wanted.iter().all(|number| has.contains(number));
            prop_assert_eq!(policy.is_met_by(&who), is_met);
            if !is_met {
                let who = who.clone();
                let auth = Authenticator::new(verifiers::bearer(move |_| Ok(who.clone())));
                let request = Request::builder().header("authorization", "Bearer token").body(()).unwrap();
                let rejection = ready(auth.authorize(&policy, &request)).unwrap_err();
                prop_assert_eq!(scopes_of(&rejection), once.clone());
            }
        }
    }

    #[test]
    fn nested_any_and_all_are_met_as_booleans_are(tree in trees(), has in granted()) {
        prop_assert_eq!(tree.policy().is_met_by(&identity(&has)), tree.is_met(&has));
    }

    #[test]
    fn a_refusal_names_sufficient_scopes_by_the_rule_in_source_order_and_none_twice(tree in trees(), has in granted()) {
        let who = identity(&has);
        let auth = Authenticator::new(verifiers::bearer(move |_| Ok(who.clone())));
        let policy = tree.policy();
        let request = Request::builder().header("authorization", "Bearer token").body(()).unwrap();
        let decided = ready(auth.authorize(&policy, &request));
        prop_assert_eq!(decided.is_ok(), tree.is_met(&has));
        let Err(rejection) = decided else { return Ok(()) };
        prop_assert_eq!((rejection.status().as_u16(), rejection.error_code()), (403, Some("insufficient_scope")));

        let named = scopes_of(&rejection);
        prop_assert_eq!(&named, &tree.named_scopes(&has));
        let set: BTreeSet<usize> = named.iter().map(|scope| index(scope)).collect();
        prop_assert_eq!(set.len(), named.len(), "none twice");
        prop_assert!(tree.is_met(&set), "a client asks for exactly these: alone they must do");
        prop_assert!(policy.is_met_by(&identity(&set.union(&has).copied().collect())), "so must they on top");
    }

    #[test]
    fn who_sends_nothing_lacks_every_scope(tree in trees()) {
        let auth = Authenticator::new(verifiers::bearer(|_| Ok(Identity::new("ada"))));
        let policy = tree.policy();
        let rejection = ready(auth.authorize(&policy, &Request::new(()))).unwrap_err();
        prop_assert_eq!((rejection.status().as_u16(), rejection.error_code()), (401, None));
        prop_assert_eq!(scopes_of(&rejection), tree.named_scopes(&BTreeSet::new()));
    }
}

/// The model itself, on the examples of the rule.
#[test]
fn ties_go_to_the_first_written_and_the_least_lacking_wins() {
    let any = || Tree::Any(vec![Tree::All(vec![Tree::Token(0), Tree::Token(1)]), Tree::Token(2), Tree::Token(3)]);
    assert_eq!(any().named_scopes(&BTreeSet::new()), ["c"]);
    assert_eq!(any().named_scopes(&BTreeSet::from([0])), ["a", "b:read"]);
    let both = Tree::All(vec![Tree::Token(4), any(), Tree::Token(4)]);
    assert_eq!(both.named_scopes(&BTreeSet::new()), ["e/1", "c"]);
    assert!(both.is_met(&BTreeSet::from([4, 3])) && !both.is_met(&BTreeSet::from([4, 0])));
}
