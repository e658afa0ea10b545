//! What the attribute of a method demands, and what it takes from that of its `impl` block.

use super::{V, assert_says, assert_silent, of_function, said, tokens};
use crate::{framework::Framework, pipeline};

/// What a guarded `impl` becomes.
fn output(framework: Option<Framework>, block: &str, method: &str) -> String {
    let item = format!("impl Api {{ #[requires_auth{method}] async fn handler(req: R) -> R {{ body() }} }}");
    pipeline::guard(tokens(block), &tokens(&item), framework).to_string()
}

#[track_caller]
fn assert_names(output: &str, these: &[&str], not: &[&str]) {
    for name in these {
        assert!(output.contains(name), "{name} is missing: {output}");
    }
    for name in not {
        assert!(!output.contains(name), "{name} is there: {output}");
    }
}

/// What a method of a guarded `impl` demands is taken in place of the default.
#[test]
fn a_method_says_who_may_call_it() {
    let of_method = |method: &str| of_function(V, &format!("impl A {{ {method} }}"));
    for (method, begins) in [
        ("#[requires_auth(scopes(\"a b\"))] fn a(req: R) -> R { x }", "`\"a b\"` holds a space"),
        ("#[requires_auth = \"x\"] fn a(req: R) -> R { x }", "`#[requires_auth]` cannot be read"),
        ("#[requires_auth::public(x)] fn a(req: R) -> R { x }", "`#[requires_auth::public]` cannot be read"),
        (
            "#[requires_auth::public] #[requires_auth(verifier = V)] fn a(req: R) -> R { x }",
            "conflicting access attributes on `a`",
        ),
        ("#[a::requires_auth] fn a(req: R) -> R { x }", "cannot tell whether `#[a::requires_auth]` is this crate's attribute"),
        ("fn a(req: R) {}", "`a` has no return type"),
        ("m!(); fn a(req: R) -> R { x }", "the guard cannot see the methods that a macro"),
        ("const A: u8 = 1;", "this `impl` block has no method"),
    ] {
        assert_says(&of_method(method), begins, method);
    }
    for method in [
        "#[requires_auth::public] fn a() {}",
        "fn a(req: R) -> R { x } fn b(req: R) -> R { x }",
        "#[requires_auth(only = is_ada)] fn a(req: R) -> R { x }",
    ] {
        assert_silent(&of_method(method), method);
    }
}

#[test]
fn demands_are_replaced_and_the_rest_is_inherited() {
    let block = "verifier = BLOCKS, only = is_eve, identity = BlocksUser, on_reject = blocks_page";
    assert_names(&output(None, block, ""), &["BLOCKS", "BlocksUser", "blocks_page"], &["is_eve", "compile_error"]);
}

/// A guard that is optional has another type, and a parameter says its own.
#[test]
fn the_type_of_the_identity_is_inherited_by_guards_of_the_same_kind() {
    for framework in [None, Some(Framework::Axum)] {
        let method = |block: &str, method: &str, parameter: &str| {
            let item = format!("impl Api {{ #[requires_auth{method}] async fn handler(req: R{parameter}) -> R {{ body() }} }}");
            pipeline::guard(tokens(block), &tokens(&item), framework).to_string()
        };
        let block = "verifier = BLOCKS, identity = BlocksUser";
        assert_names(&method(block, "(only = is_ada)", ""), &["BlocksUser"], &["compile_error"]);
        assert_names(&method(block, "(optional)", ", #[identity] who: Option<Own>"), &["Own"], &["BlocksUser", "compile_error"]);
        assert_names(&method(block, "(only = is_ada)", ", #[identity] who: Own"), &["Own"], &["BlocksUser", "compile_error"]);
    }
}

/// Another identity type would mean another authenticator of the application.
#[test]
fn a_guard_in_an_optional_block_is_of_the_same_identity() {
    for framework in [None, Some(Framework::Axum)] {
        let of = |block: &str, method: &str| {
            let item = format!("impl Api {{ #[requires_auth{method}] async fn handler(req: R) -> R {{ body() }} }}");
            pipeline::guard(tokens(block), &tokens(&item), framework).to_string()
        };
        for method in ["", "(scopes(\"a\"))", "(only = is_ada)"] {
            let made = of("verifier = BLOCKS, optional, identity = Option<BlocksUser>", method);
            assert_names(&made, &["BlocksUser"], &["Option < BlocksUser >", "compile_error"]);
            // What an alias means, rustc knows.
            let made = of("verifier = BLOCKS, optional, identity = MaybeBlocksUser", method);
            assert_names(&made, &["MaybeBlocksUser"], &["compile_error"]);
        }
    }
}

/// Otherwise the guard of a method would verify its first parameter, which may be another request.
#[test]
fn the_name_of_the_request_is_inherited() {
    let of = |method: &str| of_function("verifier = V, request = req", &format!("impl A {{ {method} }}"));
    for own in ["", "#[requires_auth]", "#[requires_auth(only = is_ada)]", "#[requires_auth(verifier = W)]"] {
        let item = format!("impl A {{ {own} fn f(other: R, req: R) -> R {{ x }} }}");
        let output = pipeline::guard(tokens("verifier = V, request = req"), &tokens(&item), None).to_string();
        assert_names(&output, &["& mut req", "mut req : R"], &["& mut other", "mut other : R", "compile_error"]);
        assert_says(&of(&format!("{own} fn f(a: R) -> R {{ x }}")), "`f` has no parameter `req`", own);
    }
    assert_silent(&of("#[requires_auth(request = a)] fn f(b: R, a: R) -> R { x }"), "its own");
    assert_silent(&of("#[requires_auth::public] fn f(a: R) -> R { x }"), "public");
}

/// In every combination of who decides: a verifier, or the application's authenticator of a tag.
#[test]
fn a_method_that_names_who_decides_does_not_inherit_that() {
    for framework in [None, Some(Framework::Axum)] {
        let named = |name| match framework {
            None => vec![format!("verifier = {name}")],
            Some(_) => vec![format!("verifier = {name}"), format!("authenticator = {name}")],
        };
        for block in named("BLOCKS") {
            let block = format!("{block}, identity = BlocksUser");
            for method in named("METHODS") {
                let output = output(framework, &block, &format!("({method})"));
                assert_names(&output, &["METHODS"], &["BLOCKS", "BlocksUser", "compile_error"]);
            }
            assert_names(&output(framework, &block, ""), &["BLOCKS", "BlocksUser"], &["compile_error"]);
        }
    }
}

/// What follows a mistake in one argument is not a second mistake.
#[test]
fn one_mistake_in_an_argument_is_one_message() {
    for args in ["verifer = V W", "verifier = V, roles \"admin\" \"user\"", "verifier = V, only |who| x", "scope(\"a\") \"b\" c"]
    {
        assert_eq!(of_function(args, super::FN).len(), 1, "{args}: {:?}", of_function(args, super::FN));
    }
}

/// What a method inherits from a wrong block is not known, but its own attribute can be read.
#[test]
fn a_mistake_of_the_block_hides_none_of_a_method() {
    let item = "impl A {
        #[requires_auth(scopes(\"a b\"))] fn a(req: R) -> R { x }
        #[requires_auth(optinal)] fn b(req: R) -> R { x }
        #[requires_auth(scopes(\"a\"))] fn c(req: R) -> R { x }
        fn d(req: R) -> R { x }
    }";
    for framework in [None, Some(Framework::Axum)] {
        let output = pipeline::guard(tokens("verifer = V"), &tokens(item), framework);
        let said = said(output);
        let begins = ["unknown key `verifer`", "`\"a b\"` holds a space", "unknown key `optinal`"];
        assert_eq!(said.len(), begins.len(), "{said:?}");
        for (message, begin) in said.iter().zip(begins) {
            assert!(message.starts_with(begin), "{said:?}");
        }
    }
}
