//! The pipeline as a whole, on text: what comes out, and what is said about mistakes. What rustc makes of it is tested where the
//! runtime is, in `tests/ui`.

mod emitted_names;
mod fragments;
mod handler_list;
mod handlers;
mod heads;
mod seeds;
mod shown;
mod silence;
mod wrapper;

use proc_macro2::TokenStream;

use crate::pipeline;
use crate::syntax::body_shape::{self, BodyShape};
use crate::syntax::function::GuardedFn;

fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}

/// Without the spaces in which printers differ.
fn plain(tokens: &TokenStream) -> String {
    tokens.to_string().chars().filter(|c| !c.is_whitespace()).collect()
}

fn guarded(args: &str, item: &str) -> String {
    plain(&pipeline::guard(tokens(args), &tokens(item), None))
}

fn errors(args: &str, item: &str) -> usize {
    guarded(args, item).matches("compile_error").count()
}

const PLAIN: &str = "async fn list_items(mut req: Request<B>, #[identity] who: Identity, b: B) -> R { body() }";

#[test]
fn the_plain_case() {
    let expected = r#"
        async fn list_items(mut req: Request<B>, b: B) -> R {
            let who: Identity = match &(TOKENS) {
                __v => {
                    use ::requires_auth::__private as __p;
                    match __p::authorize(
                        __v,
                        &__p::Policy("list_items", __p::Rule::Literal("items:read")),
                        &mut req
                    ).await {
                        ::core::result::Result::Ok(__id) => __id,
                        ::core::result::Result::Err(__no) => return __p::reject(__no),
                    }
                }
            };
            let mut req = req;
            let _ = &req;
            let b = b;
            { body() }
        }
    "#;
    assert_eq!(guarded(r#"verifier = TOKENS, scopes("items:read")"#, PLAIN), plain(&tokens(expected)));
}

#[test]
fn the_plain_case_stays_small() {
    // Of one line, as rustc counts it: single spaces between words.
    let bare = "async fn list_items(req: Request<B>, who: Identity) -> R { body() }";
    let item = "async fn list_items(req: Request<B>, #[identity] who: Identity) -> R { body() }";
    let emitted = pipeline::guard(tokens(r#"verifier = TOKENS, scopes("items:read")"#), &tokens(item), None).to_string();
    // proc-macro2 puts spaces around all punctuation, rustc does not: take the ones beside it away on both sides.
    let size = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace(" :: ", "::").replace(" ,", ",").len();
    assert!(size(&emitted) - size(&tokens(bare).to_string()) <= 450, "{emitted}");
}

#[test]
fn what_is_not_demanded_is_not_emitted() {
    let item = "fn f(req: &Request<B>) -> R { body() }";
    let expected = r#"
        fn f(req: &Request<B>) -> R {
            match &(TOKENS) {
                __v => {
                    use ::requires_auth::__private as __p;
                    match __p::authorize_sync(__v, &__p::AnyIdentity(__p::Policy("f", __p::Rule::Empty)), &mut &req) {
                        ::core::result::Result::Ok(_) => (),
                        ::core::result::Result::Err(__no) => return __p::reject(__no),
                    }
                }
            }
            { body() }
        }
    "#;
    assert_eq!(guarded("verifier = TOKENS", item), plain(&tokens(expected)));
}

#[test]
fn everything_of_the_function_comes_out_again() {
    let item = r#"
        #[doc = "x"] #[inline] pub(in a::b) async unsafe fn f<'a, T: X + 'a, const N: usize>(
            #[cfg(x)] &'a mut self, req: &'a Request<B>, #[allow(unused)] mut x: impl Y<'a>, [a, b]: [u8; 2],
        ) -> impl Z + use<'a, T> where T: 'a, { #![allow(z)] body() }
    "#;
    let signature = r#"
        #[doc = "x"] #[inline] pub(in a::b) async unsafe fn f<'a, T: X + 'a, const N: usize>(
            #[cfg(x)] &'a mut self, req: &'a Request<B>, #[allow(unused)] mut x: impl Y<'a>, [a, b]: [u8; 2],
        ) -> impl Z + use<'a, T> where T: 'a, { #![allow(z)] match
    "#;
    let signature: String = signature.chars().filter(|c| !c.is_whitespace()).collect();
    assert!(guarded("verifier = self.auth", item).starts_with(&signature));
}

#[test]
fn user_expressions_stay_one_expression() {
    let text = guarded("verifier = a == b, only = |who| who.x() || who.y()", PLAIN);
    let literal = guarded("verifier = \"a\".parse().x()", PLAIN);
    assert!(literal.contains("match&(\"a\".parse().x()){"), "{literal}");
    assert!(text.contains("match&(a==b){") && text.contains(",|who|who.x()||who.y())"), "{text}");
    let text = guarded(r#"verifier = V, scopes(any("a", all(B, <T as X<u8, u8>>::C)))"#, PLAIN);
    let rule = r#"__p::Rule::Any(const{&[__p::Rule::Literal("a"),__p::Rule::All(const{&[
        __p::Rule::Scope(__p::scope({B})),
        __p::Rule::Scope(__p::scope({<TasX<u8,u8>>::C}))]})]})"#;
    let rule: String = rule.chars().filter(|c| !c.is_whitespace()).collect();
    assert!(text.contains(&rule), "{text}");
}

/// Only the whole body counts: statements before the last expression would run unguarded.
#[test]
fn a_boxed_block_is_the_whole_body_or_opaque() {
    let exact =
        ["Box::pin(async move { x })", "::std::boxed::Box::pin(async move { x },)", "std::boxed::Box::pin(async move {})"];
    let opaque = [
        "let y = 1; Box::pin(async move { x })",
        "return Box::pin(async move { x });",
        "return Box::pin(async move { x })",
        "Box::pin(async move { x });",
        "Box::pin(async { x })",
        "Box::pin(async move { x }.boxed())",
        "Box::pin(f(async move { x }))",
        "Box::pin(async move { x }, y)",
        "Box::pin(async move { x }).boxed()",
        "x!(); Box::pin(async move { x })",
        "x! {} Box::pin(async move { x })",
        "{ y() } Box::pin(async move { x })",
        "#[cfg(y)] Box::pin(async move { x })",
        "#![allow(y)] Box::pin(async move { x })",
        "Box::pin(async move { #![allow(y)] x })",
        "<Box<_>>::pin(async move { x })",
        "(Box::pin)(async move { x })",
        "if y { Box::pin(async move { x }) } else { z }",
        "Arc::pin(async move { x })",
        "Box::new(async move { x })",
        "Box::pin[async move { x }]",
        "",
    ];
    let is_exact = |body: &str, returns: &str| {
        let text = format!("fn f(req: R) -> {returns} {{ {body} }}");
        syn::parse_str::<GuardedFn>(&text).is_ok_and(|function| matches!(body_shape::of(&function), BodyShape::BoxedBlock(_)))
    };
    for returns in ["Pin<Box<dyn Future<Output = R> + Send + '_>>", "::std::pin::Pin<Box<dyn Future>>", "BoxFuture<'_, R>"] {
        for body in exact {
            assert!(is_exact(body, returns), "{body}");
        }
        for body in opaque {
            assert!(!is_exact(body, returns), "{body}");
        }
    }
    for returns in ["R", "Pin<Box<R>>", "Box<dyn Future<Output = R>>", "Pin<&mut dyn Future<Output = R>>"] {
        assert!(!is_exact("Box::pin(async move { x })", returns), "{returns}");
    }
}

/// The body of a function that is not understood must not come out unguarded together with a program that compiles.
#[test]
fn every_mistake_is_an_error() {
    let mistakes = [
        "",
        "verifier",
        "verifier =",
        "verifier = ,",
        "verifier = TOKENS,,",
        ",",
        "= TOKENS",
        "TOKENS",
        "verifier = TOKENS; x",
        "\"a\"",
        "5",
        "verifier = TOKENS, scopes",
        "verifier = TOKENS, scopes()",
        "verifier = TOKENS, scopes(,)",
        "verifier = TOKENS, scopes(\"a\",,)",
        "verifier = TOKENS, scopes(\"\")",
        "verifier = TOKENS, scopes(\"a b\")",
        "verifier = TOKENS, scopes(a b)",
        "verifier = TOKENS, scopes(!)",
        "verifier = TOKENS, scopes(a::b!())",
        "verifier = TOKENS, scopes(any)",
        "verifier = TOKENS, scopes(any())",
        "verifier = TOKENS, scopes(a())",
        "verifier = TOKENS, scopes(\"a\").x",
        "verifier = TOKENS, scopes(\"a\") = 1",
        "verifier = TOKENS, scopes(<T as X>)",
        "verifier = TOKENS, scopes(())",
        "verifier = TOKENS, scopes(\"a\", x = \"b\")",
        "verifier = TOKENS, scopes({})",
        "verifier = TOKENS, scopes(b\"a\")",
        "verifier = TOKENS, optional = true",
        "verifier = TOKENS, optional()",
        "verifier = TOKENS, optional, scopes(\"a\")",
        "verifier = TOKENS, only = 1",
        "verifier = TOKENS, only = x()",
        "verifier = TOKENS, only = true",
        "verifier = TOKENS, only()",
        "verifier = TOKENS, only(x)",
        "verifier = TOKENS, request = nosuch",
        "verifier = TOKENS, request = who",
        "verifier = TOKENS, request = 1",
        "verifier = TOKENS, request = a.b",
        "verifier = TOKENS, identity = User",
        "verifier = TOKENS, identity = 5",
        "verifier = TOKENS, on_reject = |x| x",
        "verifier = TOKENS, on_reject = 5",
        "verifier = TOKENS, crate = x",
        "verifier = TOKENS, crate = \"x\"",
        "verifier = TOKENS, crate = self::x",
        "verifier = TOKENS, crate = ::x<u8>",
        "verifier = TOKENS, crate",
        "verifier = |x| x",
        "verifier = \"x\"",
        "verifier = 5",
        "verifier(TOKENS)",
        "verifier[TOKENS]",
        "verifier: TOKENS",
        "verifier == TOKENS",
        "verifier => TOKENS",
        "verifier = TOKENS, check = true",
        "verifier = TOKENS, acr(gold)",
        "verifier = TOKENS, acr = \"gold\"",
        "verifier = TOKENS, max_age = 300",
        "verifier = TOKENS, max_age(\"5m\")",
        "verifier = TOKENS, state = S",
        "verifier = TOKENS, authenticator = T",
        "verifier = TOKENS verifier = TOKENS",
        "verifier = TOKENS, verifier = TOKENS",
        "verifier = TOKENS, r#verifier = TOKENS",
        "verifier = TOKENS, Scopes(\"a\")",
        "request = req",
        "scopes(\"a\")",
        "verifier = TOKENS, #[x] optional",
        "verifier = TOKENS, optional::x",
        "verifier = TOKENS, 'a",
        "verifier = TOKENS, <",
        "verifier = a b c, d e",
    ];
    let accepted: Vec<&str> = mistakes.into_iter().filter(|args| errors(args, PLAIN) == 0).collect();
    assert!(accepted.is_empty(), "{accepted:?}");
}

#[test]
fn mistakes_in_the_item_are_errors() {
    let items = [
        "struct S;",
        "mod m {}",
        "impl S {}",
        "trait T {}",
        "const X: u8 = 1;",
        "let x = |y| y;",
        "|y| y",
        "async move |y| y",
        "enum E {}",
        "type T = fn(u8);",
        "extern \"C\" { fn f(); }",
        "use x::y;",
        "static X: fn() = y;",
        "macro_rules! m { () => {} }",
        "m!();",
        "",
        "const fn f(req: R) -> R { x }",
        "extern \"C\" fn f(req: R) -> R { x }",
        "async fn f(req: R) -> R;",
        "fn f() -> R { x }",
        "fn f(&self) -> R { x }",
        "fn f(#[identity] who: I) -> R { x }",
        "fn f(req: R) {}",
        "fn f(req: R) -> () {}",
        "fn f(req: R) -> impl Future<Output = R> { x }",
        "fn f(req: R, #[identity] a: I, #[identity] b: I) -> R { x }",
        "fn f(req: R, #[identity] #[identity] a: I) -> R { x }",
        "fn f(req: R, #[identity()] a: I) -> R { x }",
        "fn f(req: R, #[identity = 1] a: I) -> R { x }",
        "fn f(#[identity] self, req: R) -> R { x }",
        "fn f(req: R, #[cfg(x)] #[identity] a: I) -> R { x }",
        "fn f(#[cfg(x)] req: R) -> R { x }",
        "fn f(req: R, #[identity] a: Option<I>) -> R { x }",
        "fn f(req: R, #[identity] a: &I) -> R { x }",
        "#[requires_auth] fn f(req: R) -> R { x }",
        "#[requires_auth::axum::requires_auth(x)] fn f(req: R) -> R { x }",
        "#[requires_auth::public] fn f(req: R) -> R { x }",
        "#[::requires_auth::public] fn f(req: R) -> R { x }",
    ];
    let accepted: Vec<&str> = items.into_iter().filter(|item| errors("verifier = TOKENS", item) == 0).collect();
    assert!(accepted.is_empty(), "{accepted:?}");
    // A7. `default` is rustc's to judge: it belongs to a specialised `impl`.
    for item in ["fn f(req: R) -> R { x }", PLAIN, "default fn f(req: R) -> R { x }"] {
        assert_eq!(errors("verifier = TOKENS", item), 0, "{item}");
    }
    assert_ne!(errors("verifier = TOKENS, crate = ::k", "#[k::public] fn f(req: R) -> R { x }"), 0);
}

/// What is missing may be what was misspelt.
#[test]
fn one_mistake_is_one_error() {
    for args in [
        "verifer = TOKENS",
        "verifier = ",
        "verifier(TOKENS)",
        "vrfr = Map<A, B>",
        "verifier = TOKENS, foo = Map<A, B>, only = x",
        "verifier = TOKENS, foo(a, b), bar",
    ] {
        let expected = if args.ends_with("bar") { 2 } else { 1 };
        assert_eq!(errors(args, PLAIN), expected, "{args}");
    }
    let optional = "async fn f(req: R, #[identity] who: Option<I>) -> R { body() }";
    assert_eq!(errors("verifier = TOKENS, optional = true", optional), 1);
    assert_eq!(errors("verifier = TOKENS, scopes(\"a\", any(\"b c\", all()), \"\"), onyl = x, optional = true", PLAIN), 5);
}

#[test]
fn after_a_mistake_the_shape_stays() {
    let expected = "
        async fn list_items(mut req: Request<B>, b: B) -> R {
            #[allow(unused)]
            let who: Identity = { const fn __requires_auth_denied<T>() -> T { loop {} } __requires_auth_denied() };
            { body() }
        }
    ";
    assert!(guarded("verifier = TOKENS, foo", PLAIN).starts_with(&plain(&tokens(expected))));
    assert!(guarded("verifier = TOKENS", "struct S;").starts_with("structS;::core::compile_error!"));
    let twice = guarded("verifier = TOKENS", "#[requires_auth(verifier = TOKENS)] #[x] fn f(req: R) -> R { y }");
    assert!(twice.starts_with("#[x]#[rustfmt::requires_auth_decided]fnf(req:R)->R{{y}}::core::compile_error!"), "{twice}");
}

/// rustc evaluates a `cfg_attr` of a parameter only after the macro.
#[test]
fn what_a_cfg_attr_brings_goes_with_the_binding() {
    let item = "fn f(req: R, #[cfg_attr(a, allow(l), cfg(b), cfg_attr(c, cfg(d)))] x: X, #[cfg_attr(a, allow(l), deny(m))] y: Y) -> R { z }";
    let out = guarded("verifier = V", item);
    for part in [
        "#[cfg_attr(a, allow(l), cfg(b), cfg_attr(c, cfg(d)))] x: X, y: Y)",
        "#[cfg_attr(a, cfg(b), cfg_attr(c, cfg(d)))] let x = x;",
        "; #[cfg_attr(a, allow(l), deny(m))] let y = y;",
    ] {
        let part: String = part.split_whitespace().collect();
        assert!(out.contains(&part), "{part}: {out}");
    }
    for parameter in ["#[cfg_attr(a, cfg(b))] req: R", "req: R, #[identity] #[cfg_attr(a, inline, cfg_attr(b, cfg(c)))] who: I"] {
        assert_eq!(errors("verifier = V", &format!("fn f({parameter}) -> R {{ z }}")), 1, "{parameter}");
    }
}

#[test]
fn policies_are_constants() {
    let policy = |args: &str| plain(&pipeline::policy(tokens(args)));
    let expected = r#"::k::__private::Policy::new(::core::concat!(::core::file!(), ":", ::core::line!()),
        ::k::__private::Rule::Literal("a"))"#;
    assert_eq!(policy(r#"scopes("a"), crate = ::k"#), plain(&tokens(expected)));
    for args in ["", "crate = ::k", "scopes()", "verifier = TOKENS, scopes(\"a\")", "scopes(\"a\"), optional", "only = x"] {
        assert_eq!(policy(args).matches("compile_error").count(), 1, "{args}");
    }
}

#[test]
fn public_changes_nothing() {
    let public = |args: &str, item: &str| plain(&pipeline::public(&tokens(args), tokens(item)));
    for item in ["async fn f() {}", "fn f(&self) -> R;", "const unsafe extern \"C\" fn f() {}"] {
        assert_eq!(public("", item), plain(&tokens(item)));
    }
    for (args, item) in [("x", "fn f() {}"), ("", "#[requires_auth(x)] fn f() {}"), ("", "struct S;"), ("", "impl S {}")] {
        assert_eq!(public(args, item).matches("compile_error").count(), 1, "{item}");
    }
}

/// An inline guard stands above attributes that are handed the guarded function: those that are not known need a word for them.
#[test]
fn attributes_below_an_inline_guard_are_known_or_vouched_for() {
    let known = [
        "doc = \"x\"",
        "inline",
        "allow(x)",
        "clippy::msrv = \"1\"",
        "cfg_attr(x, inline, cfg_attr(y, doc = \"z\"))",
        "axum::debug_handler",
        "rustfmt::skip",
        "tracing::instrument(skip_all)",
        "get(\"/\")",
    ];
    let strange =
        ["x", "public", "other::public", "metrics::timed", "clippy", "other::get", "clippy::keep", "rustfmt::x", "test"];
    let keepers = ["cached", "cached::proc_macro::cached(time = 1)", "memoize::memoize", "once"];
    let wrong = |args: &str, attribute: &str| errors(args, &format!("#[{attribute}] fn f(req: R) -> R {{ x }}"));
    for attribute in known {
        assert_eq!(wrong("verifier = V", attribute), 0, "{attribute}");
    }
    for attribute in strange {
        assert_eq!(wrong("verifier = V", attribute), 1, "{attribute}");
        assert_eq!(wrong(&format!("verifier = V, allow_attributes(y, {attribute})"), attribute), 0, "{attribute}");
        assert_eq!(wrong("verifier = V, allow_attributes(y)", attribute), 1, "{attribute}");
    }
    for attribute in keepers {
        let path = attribute.split('(').next().unwrap_or_default();
        assert_eq!(wrong("verifier = V", attribute), 1, "{attribute}");
        assert_eq!(wrong(&format!("verifier = V, allow_attributes({path})"), attribute), 1, "{attribute}");
    }
}
