//! What becomes a route is guarded or public, and nothing else is let through.

use proc_macro2::TokenStream;

use super::{assert_says, assert_silent, said, tokens};
use crate::framework::Framework;
use crate::pipeline;
use crate::syntax::route_attribute::RouteAttribute;

const FRAMEWORKS: [(Framework, &str); 4] = [
    (Framework::ActixWeb, "::actix_web::get"),
    (Framework::Poem, "::poem::handler"),
    (Framework::Rocket, "::rocket::get"),
    (Framework::Salvo, "::salvo::handler"),
];

fn route(framework: Framework, path: &'static str, args: &str, item: &TokenStream) -> TokenStream {
    pipeline::route(&RouteAttribute::new(framework, path, tokens(args)), item)
}

fn get(item: &str) -> TokenStream {
    route(Framework::Rocket, "::rocket::get", "\"/\"", &tokens(item))
}

fn is_forwarded(item: &str) -> bool {
    let item = tokens(item);
    let out = route(Framework::Salvo, "::salvo::handler", "", &item);
    out.to_string() == quote::quote!(#[::salvo::handler] #item).to_string()
}

/// What the pipeline leaves of an item for the attribute below, without the items beside it.
fn below(guarded: &TokenStream) -> TokenStream {
    let text = guarded.to_string();
    let begin = text.find("# [get]").unwrap_or_default();
    let end = text.find(":: core :: compile_error").unwrap_or(text.len());
    tokens(&text[begin..end])
}

#[test]
fn a_guarded_handler_is_forwarded_as_it_is() {
    for (framework, path) in FRAMEWORKS {
        for args in ["", "scopes(\"a\")", "optional", "verifier = V", "crate = ::k::l", "check = x, on_reject = y"] {
            let who = if args == "optional" { "Option<I>" } else { "I" };
            let item = format!("#[get] pub async fn h<T>(#[identity] who: {who}, a: A<T>) -> R {{ x }}");
            let guarded = below(&pipeline::guard(tokens(args), &tokens(&item), Some(framework)));
            assert_silent(&said(guarded.clone()), args);
            assert!(!guarded.to_string().contains("InvalidAttribute"), "{framework:?} {args}: {guarded}");
            let out = route(framework, path, "\"/\"", &guarded);
            let own: TokenStream = tokens(path);
            assert_eq!(out.to_string(), quote::quote!(#[#own("/")] #guarded).to_string(), "{framework:?} {args}");
        }
    }
}

#[test]
fn a_public_handler_is_forwarded() {
    let public = below(&pipeline::public(&tokens(""), tokens("#[get] fn h() -> R { x }")));
    // The marker may be before or after the attribute.
    let public = format!("#[rustfmt::requires_auth_decided] {public}");
    assert_silent(&said(get(&public)), "above");
    assert_silent(&said(get("#[doc = \"x\"] #[requires_auth::public] fn h() -> R { x }")), "below");
    assert!(is_forwarded("#[::requires_auth::public] fn h() -> R { x }"));
}

#[test]
fn whatever_is_not_guarded_is_refused() {
    for item in [
        "fn h() -> R { x }",
        "async fn h(#[identity] who: I) -> R { x }",
        "fn h(__requires_auth_guard: R) -> R { x }",
        "fn h(__requires_auth_guard: Guard<I, M>) -> R { x }",
        "fn h(__requires_auth_guard: __private::Guard<I, M>) -> R { x }",
        "fn h(__requires_auth_guard: Option<::requires_auth::__private::Guard<I, M>>) -> R { x }",
        "fn h(__requires_auth_guard: &::requires_auth::__private::Guard<I, M>) -> R { x }",
        "fn h(guard: ::requires_auth::__private::Guard<I, M>) -> R { x }",
        "fn h(a: A, __requires_auth_guard: ::requires_auth::__private::Guard<I, M>) -> R { x }",
        "fn h(Bundle(__requires_auth_guard, ()): Bundle<I, M, ()>) -> R { x }",
        "#[public] fn h() -> R { x }",
        "#[other::public] fn h() -> R { x }",
        "#[cfg_attr(a, requires_auth::public)] fn h() -> R { x }",
        "#[rustfmt::skip] fn h() -> R { x }",
        "fn h();",
    ] {
        assert_says(&said(get(item)), "`h` is neither guarded nor public, so `#[get]` would open it to every caller", item);
    }
    let help = "write `#[requires_auth::rocket::requires_auth]` above `#[get(\"/\")]`, or `#[requires_auth::public]`";
    assert!(said(get("fn h() -> R { x }")).iter().all(|said| said.ends_with(help)));
}

/// It comes out guarded: the error is not all that keeps it from being a route.
#[test]
fn a_refused_handler_comes_out_guarded() {
    for (framework, path) in FRAMEWORKS {
        let out = route(framework, path, "", &tokens("async fn h(#[identity] who: I, a: A) -> R { x }")).to_string();
        assert!(out.contains("__requires_auth_guard") && out.contains("InvalidAttribute"), "{out}");
    }
}

#[test]
fn a_guard_below_is_moved() {
    for item in ["#[requires_auth] fn h() -> R { x }", "#[a::requires_auth(optional)] fn h(#[identity] a: Option<I>) -> R { x }"]
    {
        assert_says(&said(get(item)), "move `#[requires_auth]` above the attribute that makes `h` a handler", item);
    }
    let out = get("#[doc = \"x\"] #[a::requires_auth(optional)] fn h() -> R { x }").to_string();
    let moved = tokens("#[a::requires_auth(optional)] #[::rocket::get(\"/\")] #[doc = \"x\"] fn h() -> R { x }").to_string();
    assert!(out.starts_with(&moved), "{out}");
}

#[test]
fn every_method_of_a_block_is_guarded_or_public() {
    let handler = |item: &str| said(route(Framework::Salvo, "::salvo::handler", "", &tokens(item)));
    let guarded = "async fn handle(&self, __requires_auth_guard: ::requires_auth::__private::Guard<I, M>) -> R { x }";
    let public = "#[requires_auth::public] fn a() -> R { x }";
    assert_silent(&handler(&format!("impl A {{ const B: C = d; {guarded} {public} }}")), "all of them");
    assert_says(&handler(&format!("impl A {{ {guarded} fn a() -> R {{ x }} }}")), "`a` is neither guarded nor public", "one");
    assert_says(&handler("impl A { #[requires_auth] fn handle(&self) {} }"), "move `#[requires_auth]` above", "below");
    assert_says(&handler("#[requires_auth] impl A { fn handle(&self) {} }"), "move `#[requires_auth]` above", "below");
    assert_says(&handler("impl A { made! {} }"), "`#[handler]` cannot see the methods", "macro");
}

#[test]
fn other_items_are_no_routes() {
    for (item, kind) in [("struct S;", "a struct"), ("mod m {}", "a module"), ("impl A { fn a() {} }", "an `impl` block")] {
        assert_says(&said(get(item)), &format!("`#[get]` cannot make a route of {kind}"), item);
    }
    assert_eq!(said(get("fn h( -> R { x }")).len(), 1);
}

/// A mistake in a guard is one error: what is emitted after it is not refused once more.
#[test]
fn a_mistake_above_is_not_reported_twice() {
    let handler = "#[get] async fn h(#[identity] who: I) -> R { x }";
    for (framework, path) in FRAMEWORKS {
        for args in ["scope(\"a\")", "optional", "verifier", "request = a", "crate = x"] {
            let guarded = below(&pipeline::guard(tokens(args), &tokens(handler), Some(framework)));
            assert_silent(&said(route(framework, path, "", &guarded)), args);
        }
        let other = below(&pipeline::guard(tokens(""), &tokens("#[get] #[handler] fn new() -> Self { x }"), Some(framework)));
        assert_silent(&said(route(framework, path, "", &other)), "not a handler");
        let plain = below(&pipeline::guard(tokens(""), &tokens(handler), None));
        assert_silent(&said(route(framework, path, "", &plain)), "another import");
        let public = below(&pipeline::public(&tokens("x"), tokens(handler)));
        assert_silent(&said(route(framework, path, "", &public)), "public");
    }
    for args in ["", "scope(\"a\")"] {
        let block =
            "#[get] impl A { #[requires_auth::public] fn a() -> R { x } #[requires_auth(scope(\"b\"))] fn b(&self) -> R { x } }";
        let guarded = below(&pipeline::guard(tokens(args), &tokens(block), Some(Framework::Salvo)));
        assert_silent(&said(route(Framework::Salvo, "::salvo::handler", "", &guarded)), args);
    }
}
