//! A1. `macro_rules!` puts an invisible group around most of its fragments. Whatever part of the arguments stands in one, the
//! attribute means the same, or it does not compile: nothing that was written is dropped without a word.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{plain, tokens};
use crate::framework::Framework;
use crate::pipeline;
use crate::syntax::raw_value::{closed, flat};

const FN: &str = "async fn f(state: S, req: R, #[identity] who: I) -> T { x }";
const OPTION: &str = "async fn f(req: R, #[identity] who: Option<I>) -> T { x }";
const HANDLER: &str = "async fn f(#[identity] who: I, item: Json<T>) -> T { x }";

/// Right arguments of functions.
const RIGHT: &[&str] = &[
    "verifier = TOKENS",
    "verifier = self.auth",
    "verifier = &*TOKENS",
    "verifier = <Auth as Named>::TOKENS",
    "verifier = pick(a, b + c * d)",
    "verifier = TOKENS, scopes(\"a\")",
    "verifier = TOKENS, scopes(\"a\", READ, any(\"b\", all(\"c\", x::D)))",
    "verifier = TOKENS, scopes(<T as X<u8>>::READ, Self::READ)",
    "scopes(any(\"a\", \"b\")), verifier = TOKENS,",
    "verifier = TOKENS, acr(\"gold\", \"platinum\"), max_age = \"5m\"",
    "max_age = \"5m\", verifier = TOKENS, acr(\"gold\"), scopes(\"a\"), only = is_admin",
    "request = req, identity = I, max_age = \"5m\", check = who.a(), crate = ::k, verifier = TOKENS, scopes(\"a\")",
    "on_reject = answer, scopes(\"a\"), allow_attributes(a), acr(\"gold\"), verifier = TOKENS, only = is_admin",
    "verifier = TOKENS, only = is_admin",
    "verifier = TOKENS, only = |who| who.a() || who.b() && c",
    "verifier = TOKENS, check = who.id == item.owner || who.is(a | b)",
    "verifier = TOKENS, request = req",
    "verifier = TOKENS, identity = I",
    "verifier = TOKENS, on_reject = self::answer",
    "verifier = TOKENS, allow_attributes(a, b::c)",
    "verifier = TOKENS, crate = ::k",
    "crate = crate::k, verifier = TOKENS",
];

/// Wrong ones, whose wrong part a group may hide.
const WRONG: &[&str] = &[
    "verifier = TOKENS, scopes(\"a\" & \"b\")",
    "verifier = TOKENS, scopes(\"a\" && \"b\")",
    "verifier = TOKENS, scopes(\"a\" \"b\")",
    "verifier = TOKENS, scopes(any(\"a\" && \"b\"))",
    "verifier = TOKENS, scopes(all(\"c\", \"a\" + \"b\"))",
    "verifier = TOKENS, scopes(\"a\".x())",
    "verifier = TOKENS, scopes(\"a\"[0])",
    "verifier = TOKENS, scopes(\"a\" as X)",
    "verifier = TOKENS, scopes(\"a\"?)",
    "verifier = TOKENS, scopes(READ & WRITE)",
    "verifier = TOKENS, scopes(READ.x(), \"a\")",
    "verifier = TOKENS, scopes(READ[0])",
    "verifier = TOKENS, scopes(-1)",
    "verifier = TOKENS, acr(\"gold\" & \"silver\")",
    "verifier = TOKENS, acr(\"gold\".x())",
    "verifier = TOKENS, max_age = \"5m\" & \"6m\"",
    "verifier = TOKENS, max_age = \"5m\".x()",
    "verifier = TOKENS, only = is_admin & is_known",
    "verifier = TOKENS, request = req.x",
    "verifier = TOKENS, request = req & state",
    "verifier = TOKENS, identity = I & J",
    "verifier = TOKENS, on_reject = answer & other",
    "verifier = TOKENS, on_reject = answer.x()",
    "verifier = TOKENS, allow_attributes(a & b)",
    "verifier = TOKENS, allow_attributes(a::b.c)",
    "verifier = TOKENS, crate = ::k + 1",
    "verifier = TOKENS OTHER",
    "verifier = TOKENS scopes(\"a\")",
    "verifier = TOKENS; scopes(\"a\")",
    "verifier = TOKENS, optional & scopes(\"a\")",
    "verifier = TOKENS, crate = ::k scopes(\"a\")",
];

/// Of handlers.
const HANDLERS: &[&str] = &[
    "scopes(\"a\", READ)",
    "scopes(\"a\" & \"b\")",
    "only = is_admin, scopes(any(\"a\", \"b\"))",
    "acr(\"gold\"), max_age = \"5m\"",
    "max_age = \"5m\", acr(\"gold\"), only = is_admin",
    "authenticator = Partner, identity = I, scopes(\"a\"), on_reject = answer, acr(\"gold\")",
    "authenticator = Partner",
    "authenticator = Partner & Other",
    "state = AppState",
    "state = AppState + Other",
    "identity = I, on_reject = answer",
    "verifier = TOKENS",
    "verifier = TOKENS.x",
];

/// Of `policy!`.
const POLICIES: &[&str] = &[
    "scopes(\"a\", READ, any(\"b\", \"c\"))",
    "scopes(\"a\"), crate = ::k",
    "scopes(\"a\" & \"b\")",
    "scopes(READ.x())",
    "max_age = \"5m\", crate = ::k, acr(\"gold\"), scopes(\"a\")",
];

#[derive(Clone, Copy, Debug)]
enum Use {
    Function(&'static str),
    Handler(Framework),
    Policy,
}

fn expand(place: Use, args: TokenStream) -> TokenStream {
    match place {
        Use::Function(item) => pipeline::guard(args, &tokens(item), None),
        Use::Handler(framework) => pipeline::guard(args, &tokens(HANDLER), Some(framework)),
        Use::Policy => pipeline::policy(args),
    }
}

/// What comes out, without invisible groups and parentheses, which stand for them around operators; `None` where it does not compile.
fn meaning(place: Use, args: TokenStream) -> Option<String> {
    let text: String = plain(&deeply_flat(expand(place, args))).chars().filter(|c| !"()".contains(*c)).collect();
    (!text.contains("compile_error")).then_some(text)
}

fn deeply_flat(tokens: TokenStream) -> TokenStream {
    flat(tokens)
        .into_iter()
        .map(|token| match token {
            TokenTree::Group(group) => Group::new(group.delimiter(), deeply_flat(group.stream())).into(),
            other => other,
        })
        .collect()
}

/// Puts an invisible group around some neighbours, at any depth.
fn wrapped(tokens: TokenStream, choices: &mut impl Iterator<Item = Index>) -> TokenStream {
    let mut neighbours: Vec<TokenTree> = tokens.into_iter().collect();
    let (Some(first), Some(last), Some(deeper)) = (choices.next(), choices.next(), choices.next()) else {
        return neighbours.into_iter().collect();
    };
    if neighbours.is_empty() {
        return TokenStream::new();
    }
    let (first, last) = (first.index(neighbours.len()), last.index(neighbours.len()));
    let (first, last) = (first.min(last), first.max(last));
    let inner: Vec<TokenTree> = neighbours.splice(first..=last, None).collect();
    let group = match inner.as_slice() {
        [TokenTree::Group(group), ..] if deeper.index(3) > 0 => {
            let opened = Group::new(group.delimiter(), wrapped(group.stream(), choices));
            neighbours.splice(first..first, inner.into_iter().skip(1));
            opened
        }
        _ => Group::new(Delimiter::None, inner.into_iter().collect()),
    };
    neighbours.insert(first, group.into());
    neighbours.into_iter().collect()
}

fn arguments() -> impl Strategy<Value = (Use, &'static str)> {
    let functions = (prop_oneof![select(RIGHT), select(WRONG)]).prop_map(|args| (Use::Function(FN), args));
    let optional = Just((Use::Function(OPTION), "verifier = TOKENS, optional"));
    let frameworks = select(Framework::ALL.as_slice());
    let handlers = (frameworks, select(HANDLERS)).prop_map(|(framework, args)| (Use::Handler(framework), args));
    let policies = select(POLICIES).prop_map(|args| (Use::Policy, args));
    prop_oneof![4 => functions, 1 => optional, 2 => handlers, 1 => policies]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_invisible_group_changes_nothing(
        (place, text) in arguments(),
        rounds in prop::collection::vec(prop::collection::vec(any::<Index>(), 12), 1..4),
    ) {
        let args = rounds.into_iter().fold(tokens(text), |args, round| wrapped(args, &mut round.into_iter()));
        if let Some(meant) = meaning(place, args.clone()) {
            prop_assert_eq!(Some(meant), meaning(place, tokens(text)), "{}", args);
        }
    }
}

/// A group that begins with the literal of `max_age`, and what stands behind it.
#[test]
fn nothing_is_lost_behind_max_age() {
    for (inside, after) in [
        (r#""5m", acr("gold")"#, ""),
        (r#""5m", acr("gold"),"#, ""),
        (r#""5m","#, r#"scopes("a")"#),
        (r#""5m", only = f"#, r#", scopes("a")"#),
        (r#""5m", acr"#, r#"("gold"), scopes("a")"#),
    ] {
        let group = TokenTree::from(Group::new(Delimiter::None, tokens(inside)));
        let args = |before: &str| tokens(before).into_iter().chain([group.clone()]).chain(tokens(after)).collect();
        assert_eq!(meaning(Use::Function(FN), args("verifier = TOKENS, max_age =")), None, "{inside} {after}");
        assert_eq!(meaning(Use::Handler(Framework::Axum), args("max_age =")), None, "{inside} {after}");
        assert_eq!(meaning(Use::Policy, args("max_age =")), None, "{inside} {after}");
    }
}

/// rustc does not look at invisible groups that come out of a procedural macro: around operators they come out as parentheses.
#[test]
fn operators_stay_together() {
    let group = |text: &str| TokenTree::from(Group::new(Delimiter::None, tokens(text)));
    for (inside, expected) in [
        ("a || b", "(a || b)"),
        ("a as T", "(a as T)"),
        ("!a", "(!a)"),
        ("a.b(c || d)", "a.b(c || d)"),
        ("a::b", "a::b"),
        ("a == b", "(a == b)"),
        ("Vec<u8>", "Vec<u8>"),
        ("|x| x", "(|x| x)"),
    ] {
        assert_eq!(plain(&deeply_flat(closed(group(inside).into()))), plain(&tokens(expected)), "{inside}");
    }
    // Bounds of a pattern have no parentheses, and neither has what an attribute says.
    for (before, inside, after, expected) in [
        ("", "-1", "..=2", "-1..=2"),
        ("0..=", "-1", "=> x", "0..=-1 => x"),
        ("0..", "-1", ", x", "0..-1, x"),
        ("", "-1", ".x()", "(-1).x()"),
        ("0..", "-1", ".x()", "0..(-1).x()"),
        ("0..", "-1", "?", "0..(-1)?"),
        ("0..", "-1", "(x)", "0..(-1)(x)"),
        ("0..", "-1", "[x]", "0..(-1)[x]"),
        ("0..", "-a", "..", "0..(-a).."),
        ("0 -", "-1", "", "0 - (-1)"),
    ] {
        let written = tokens(before).into_iter().chain([group(inside)]).chain(tokens(after)).collect();
        assert_eq!(plain(&deeply_flat(closed(written))), plain(&tokens(expected)), "{before} {inside} {after}");
    }
    for pound in ["#", "#!"] {
        let attribute = TokenTree::from(Group::new(Delimiter::Bracket, group("doc = a").into()));
        let written = tokens(pound).into_iter().chain([attribute]).chain(tokens("fn f() {}")).collect();
        assert_eq!(plain(&deeply_flat(closed(written))), plain(&tokens(&format!("{pound}[doc = a] fn f() {{}}"))));
    }
    for (key, written) in
        [("check =", "{ (a || b) && x }"), ("only = |who|", "|who| (a || b) && x"), ("verifier = &", "(a || b) && x")]
    {
        let verifier = if key.starts_with("verifier") { "" } else { "verifier = V," };
        let args = tokens(&format!("{verifier} {key}")).into_iter().chain([group("a || b")]).chain(tokens("&& x")).collect();
        let expanded = plain(&expand(Use::Function(FN), args));
        assert!(expanded.contains(&plain(&tokens(written.trim_matches(['{', '}'])))), "{key}: {expanded}");
    }
}

/// The twin of the property: it is not kept by refusing all groups.
#[test]
fn whole_values_may_stand_in_groups() {
    let group = |text: &str| TokenStream::from(TokenTree::from(Group::new(Delimiter::None, tokens(text))));
    let with = |before: &str, inside: &str, after: &str| {
        tokens(before).into_iter().chain(group(inside)).chain(tokens(after)).collect::<TokenStream>()
    };
    for (before, inside, after) in [
        ("", "verifier = TOKENS", ""),
        ("verifier = TOKENS,", "scopes(\"a\")", ""),
        ("verifier = TOKENS,", "only = is_admin", ", scopes(\"a\")"),
        ("", "verifier", "= TOKENS"),
        ("verifier =", "TOKENS", ""),
        ("verifier =", "x::y", "::TOKENS"),
        ("verifier = TOKENS, identity =", "I", ""),
        ("verifier = TOKENS, request =", "req", ""),
        ("verifier = TOKENS, on_reject =", "answer", ""),
        ("verifier = TOKENS, only =", "|who| who.a()", ""),
        ("verifier = TOKENS, check =", "who.a()", "|| b"),
        ("verifier = TOKENS, crate =", "::k", ""),
        ("verifier = TOKENS, max_age =", "\"5m\"", ", scopes(\"a\")"),
    ] {
        let args = with(before, inside, after);
        let plain = meaning(Use::Function(FN), tokens(&format!("{before} {inside} {after}")));
        assert!(plain.is_some(), "{before} {inside} {after}");
        assert_eq!(meaning(Use::Function(FN), args), plain, "{before} {inside} {after}");
    }
    for (inside, expected) in [("\"a\"", true), ("READ", true), ("any(\"a\", \"b\")", true), ("\"a\" & \"b\"", false)] {
        let list = Group::new(Delimiter::Parenthesis, group(inside));
        let args = tokens("scopes").into_iter().chain([list.into()]).collect();
        assert_eq!(meaning(Use::Policy, args).is_some(), expected, "{inside}");
    }
}
