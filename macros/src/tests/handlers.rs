//! The pipeline of handlers: a guard for a parameter.

use super::{errors, plain, tokens};
use crate::framework::Framework;
use crate::pipeline;

fn handler(framework: Framework, args: &str, item: &str) -> String {
    plain(&pipeline::guard(tokens(args), &tokens(item), Some(framework)))
}

#[test]
fn a_handler_takes_a_guard() {
    let expected = r#"
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        enum __requires_auth_policy_h {}
        impl ::requires_auth::__private::HandlerSpec for __requires_auth_policy_h {
            const NAME: &'static ::core::primitive::str = "h";
            const SCOPES: &'static ::core::primitive::str = "a";
        }
        impl ::requires_auth::__private::ScopedSpec<User> for __requires_auth_policy_h {}
        #[inline] async fn h(
            __requires_auth_guard: ::requires_auth::__private::Guard<User, ::requires_auth::__private::FromAppWithScopes<__requires_auth_policy_h>>,
            a: A
        ) -> R {
            let who: User = ::requires_auth::__private::identity(__requires_auth_guard);
            { body() }
        }
    "#;
    let item = "#[inline] async fn h(#[identity] who: User, a: A) -> R { body() }";
    assert_eq!(handler(Framework::Axum, r#"scopes("a")"#, item), plain(&tokens(expected)));
}

#[test]
fn a_handler_demands_how_its_caller_was_authenticated() {
    let expected = r#"
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        enum __requires_auth_policy_h {}
        impl ::requires_auth::__private::HandlerSpec for __requires_auth_policy_h {
            const NAME: &'static ::core::primitive::str = "h";
            const ACR: &'static ::core::primitive::str = "gold platinum";
            const MAX_AGE: ::core::primitive::u32 = 300u32;
        }
        impl ::requires_auth::__private::StepUpSpec for __requires_auth_policy_h { type Id = User; }
        async fn h(
            __requires_auth_guard: ::requires_auth::__private::Guard<User,
                ::requires_auth::__private::WithStepUpOf<::requires_auth::__private::FromApp<__requires_auth_policy_h>>>,
        ) -> R {
            let who: User = ::requires_auth::__private::identity(__requires_auth_guard);
            { body() }
        }
    "#;
    let item = "async fn h(#[identity] who: User) -> R { body() }";
    assert_eq!(handler(Framework::Axum, r#"acr("gold", "platinum"), max_age = "5m""#, item), plain(&tokens(expected)));
}

#[test]
fn all_that_stands_beside_a_conditional_method_is_conditional() {
    let block = "impl Api { #[cfg(x)] #[requires_auth(only = is_admin, on_reject = answer)] async fn a() -> R { x } }";
    let guarded = handler(Framework::Axum, "", block);
    let items = ["#[doc(hidden)]", "impl::requires_auth::__private::HandlerSpec", "const_:()=", "asyncfna"];
    for item in items {
        assert!(guarded.contains(&format!("#[cfg(x)]{item}")), "{item}: {guarded}");
    }
    assert_eq!(guarded.matches("#[cfg(x)]").count(), items.len(), "{guarded}");
    // rustc evaluates a `cfg_attr` of a method only after the macro.
    let block = block.replace("#[cfg(x)]", "#[cfg_attr(y, inline, cfg(x))]");
    let guarded = handler(Framework::Axum, "", &block);
    for item in &items[..3] {
        assert!(guarded.contains(&format!("#[cfg_attr(y,cfg(x))]{item}")), "{item}: {guarded}");
    }
    assert!(guarded.contains("#[cfg_attr(y,inline,cfg(x))]asyncfna"), "{guarded}");
}

/// A type that only the handler can name is asked for its scopes inside of the handler.
#[test]
fn a_generic_identity_is_asked_in_the_handler() {
    let generic =
        handler(Framework::Axum, r#"scopes("a"), max_age = "5m""#, "async fn h<U: X>(#[identity] who: U) -> R { body() }");
    for part in ["WithStepUp<::requires_auth::__private::FromAppScoped<", "scoped_identity(", "authenticated_identity("] {
        assert!(generic.contains(part), "{part} in {generic}");
    }
    assert!(!generic.contains("ScopedSpec"), "{generic}");
    for item in [
        "async fn h() -> R { body() }",
        "async fn h(#[identity] who: User<'_>) -> R { body() }",
        // The runtime's own has scopes.
        "pub async fn h(#[identity] who: Identity) -> R { body() }",
        "impl Api { async fn h(#[identity] who: requires_auth::Identity) -> R { body() } }",
        // A name of the block's own.
        "impl<U> Api<U> { async fn h(#[identity] who: U) -> R { body() } }",
    ] {
        let unnamed = handler(Framework::Axum, r#"scopes("a")"#, item);
        assert!(unnamed.contains("FromAppScoped<") && !unnamed.contains("ScopedSpec"), "{unnamed}");
    }
}

#[test]
fn any_other_identity_is_asked_for_its_scopes_beside_the_handler() {
    for item in [
        "async fn h(#[identity] who: Identity) -> R { body() }",
        "pub async fn h(#[identity] who: User) -> R { body() }",
        "pub(crate) async fn h(#[identity] who: users::Identity) -> R { body() }",
        "impl Api { async fn h(#[identity] who: User) -> R { body() } }",
        "impl<U> Api<U> { async fn h(#[identity] who: User) -> R { body() } }",
    ] {
        let named = handler(Framework::Axum, r#"scopes("a")"#, item);
        assert!(named.contains("FromAppWithScopes<") && named.contains("ScopedSpec<"), "{named}");
        assert!(!named.contains("scoped_identity"), "{named}");
    }
    // In an associated type it must not be less visible than the marker.
    let stepped_up = handler(Framework::Axum, r#"acr("a")"#, "pub async fn h(#[identity] who: User) -> R { body() }");
    assert!(stepped_up.contains("WithStepUp<") && !stepped_up.contains("StepUpSpec"), "{stepped_up}");
}

/// On a method of a guarded `impl` block a condition is not decided yet, and what the block is handed to is handed its methods.
#[test]
fn nothing_below_a_guarded_impl_block_goes_unseen() {
    let block =
        |attribute: &str, method: &str| format!("{attribute} impl T {{ {method} async fn f(&self, req: R) -> R {{ x }} }}");
    let wrong = |args: &str, item: &str| errors(args, item);
    assert_eq!(wrong("verifier = V", &block("#[async_trait]", "#[cfg_attr(a, inline)]")), 0);
    for (attribute, method) in [
        ("", "#[cfg_attr(a, cached)]"),
        ("", "#[cfg_attr(a, inline, cfg_attr(b, once(x)))]"),
        ("", "#[cfg_attr]"),
        ("", "#[other::requires_auth]"),
        ("", "#[other::axum::requires_auth(verifier = W)]"),
        ("#[cached]", ""),
        ("#[keep_all]", ""),
        ("#[cfg_attr(a, keep_all)]", ""),
        ("#[requires_auth(verifier = W)]", ""),
    ] {
        assert_eq!(wrong("verifier = V", &block(attribute, method)), 1, "{attribute} {method}");
    }
    // A7. Conditions may be `true` and `false`, and `default fn` is a method like any other.
    for method in ["#[cfg_attr(true, inline)]", "#[cfg_attr(false, inline)]", "#[cfg_attr(not(true), inline, cold)]"] {
        assert_eq!(wrong("verifier = V", &block("", method)), 0, "{method}");
    }
    assert_eq!(wrong("verifier = V", &block("", "#[cfg_attr(true, cached)]")), 1);
    assert_eq!(wrong("verifier = V", "impl X for T { default async fn f(&self, req: R) -> R { x } default type A = B; }"), 0);
    assert_eq!(wrong("verifier = V", "impl X for T { async fn f(&self, req: R) -> R { x } default! { a } }"), 1);
    assert_eq!(wrong("verifier = V, allow_attributes(keep_all)", &block("#[keep_all]", "")), 0);
    assert_eq!(wrong("verifier = V", &block("", "#[requires_auth::requires_auth(verifier = W)]")), 0);
    assert_eq!(wrong("verifier = V, crate = ::k", &block("", "#[k::axum::requires_auth(verifier = W, crate = ::k)]")), 0);
}

/// The identity of a handler is none of its arguments, so what is handed it is looked at, with `check` and without.
#[test]
fn nothing_keeps_what_a_handler_answered() {
    let wrong = |args: &str, attribute: &str| {
        let item = format!("#[{attribute}] async fn h(a: A) -> Result<B, C> {{ x }}");
        handler(Framework::Axum, args, &item).matches("compile_error").count()
    };
    assert_eq!((wrong("", "metrics"), wrong("allow_attributes(metrics)", "metrics")), (1, 0));
    assert_eq!((wrong("", "cached"), wrong("", "cached::proc_macro::once(result = true)")), (1, 1));
    assert_eq!((wrong("check = a", "metrics"), wrong("check = a, allow_attributes(metrics)", "metrics")), (1, 0));
    assert_eq!((wrong("check = a, allow_attributes(cached)", "cached"), wrong("allow_attributes(cached)", "cached")), (1, 1));
}

/// A plain function that takes a framework's extractors would be guarded behind them.
#[test]
fn a_plain_guard_is_not_for_a_handler_with_extractors() {
    assert_eq!(errors("verifier = V", "fn f(req: R, Json(x): Json<T>) -> R { x }"), 1);
    assert_eq!(errors("verifier = V", "fn f(req: R, axum::extract::State(x): S) -> R { x }"), 1);
    assert_eq!(errors("verifier = V", "fn f(req: R, Pair(x, y): Pair) -> R { x }"), 0);
}

/// Whatever is wrong, a handler comes out with its guard.
#[test]
fn a_handler_never_comes_out_without_its_guard() {
    let wrong = [
        "verifier",
        "scopes()",
        "x",
        "optional",
        "request = a",
        "verifier = a.b()",
        "allow_attributes()",
        "authenticator = T, verifier = V",
        "check = a.is_ok()",
        "only = 1",
        "crate = x",
    ];
    for framework in Framework::ALL {
        for args in wrong {
            let text = handler(framework, args, "#[handler] async fn h(a: A) -> impl B { body() }");
            assert_eq!(text.matches("compile_error").count(), 1, "{framework:?} {args}: {text}");
            assert!(text.contains("asyncfnh(") && text.contains("__requires_auth_guard"), "{framework:?} {args}: {text}");
        }
        for item in ["#[handler] fn h(&self) -> R { x }", "#[handler] const fn h(a: A) -> R { x }", "#[handler] fn h();"] {
            assert_ne!(handler(framework, "", item).matches("compile_error").count(), 0, "{item}");
        }
    }
    // The attribute of the route has run already.
    for (framework, gone) in
        [(Framework::Axum, 0), (Framework::ActixWeb, 0), (Framework::Poem, 1), (Framework::Rocket, 1), (Framework::Salvo, 1)]
    {
        let text = handler(framework, "", "#[doc = \"x\"] async fn h(a: A) -> R { body() }");
        assert_eq!(text.matches("compile_error").count(), gone, "{framework:?}");
    }
    // What it made calls the handler with what it saw. Even without the error the body would not run.
    let text = handler(Framework::Poem, "", "async fn h(a: A, #[identity] who: I) -> R { body() }");
    let denied = "{constfn__requires_auth_denied<T>()->T{loop{}}__requires_auth_denied()}";
    let expected = format!("asyncfnh(a:A,who:I)->R{{let()={denied};{{body()}}}}::core::compile_error!");
    assert!(text.starts_with(&expected), "{text}");
    let item = "#[doc = \"x\"] impl A { #[requires_auth::public] fn a(#[x] &self, #[identity] who: I) -> R { body() } }";
    let text = handler(Framework::Salvo, "", item);
    let expected = format!("#[doc=\"x\"]implA{{fna(#[x]&self,who:I)->R{{let()={denied};{{body()}}}}}}::core::compile_error!");
    assert!(text.starts_with(&expected), "{text}");
}

#[test]
fn braces_in_front_of_an_impl_block_are_not_the_block() {
    for header in ["impl Ring<{ N + 1 }>", "impl Handles for Ring<{ 1 }> where [(); { 2 }]: Sized"] {
        let text = handler(Framework::Axum, "", &format!("{header} {{ fn a(#[identity] who: I) -> R {{ body() }} }}"));
        assert!(text.contains("fna(__requires_auth_guard:"), "{text}");
        assert!(!text.contains("compile_error"), "{text}");
        let text = handler(Framework::Axum, "", &format!("{header} {{ fn a() {{}} macro_name!{{}} }}"));
        assert!(text.contains("compile_error"), "its items are still looked at: {text}");
    }
}

/// In each spelling that rmcp reads, the server's handler is written here, with a list of the caller's tools.
#[test]
fn the_handler_of_a_server_lists_the_tools_of_its_caller() {
    let server = |words: &str| {
        let item = format!("#[tool_router(vis = \"pub\"{words})] impl A {{ #[tool] fn f(&self) -> R {{ x }} }}");
        handler(Framework::Rmcp, "", &item)
    };
    let listed = server(", server_handler");
    assert!(listed.contains("visible_tools") && !listed.contains("server_handler"), "{listed}");
    for words in [", server_handler = true", ", server_handler = \"true\"", ", server_handler = true,"] {
        assert_eq!(server(words), listed, "{words}");
    }
    let fragment = {
        use proc_macro2::{Delimiter, Group, TokenTree};
        let word = |text: &str| TokenTree::from(Group::new(Delimiter::None, tokens(text)));
        let words: proc_macro2::TokenStream = tokens("vis = \"pub\",").into_iter().chain([word("server_handler")]).collect();
        quote::quote!(
            #[tool_router(#words)]
            impl A {
                #[tool]
                fn f(&self) -> R {
                    x
                }
            }
        )
    };
    assert_eq!(plain(&pipeline::guard(tokens(""), &fragment, Some(Framework::Rmcp))), listed, "a `$m:meta`");
    for words in ["", ", server_handler = false"] {
        assert!(!server(words).contains("visible_tools"), "{words}");
    }
}
