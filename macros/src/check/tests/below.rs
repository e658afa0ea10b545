//! A2: what stands below a guard, by one rule for functions, handlers, methods and `impl` blocks.

use super::{V, assert_says, assert_silent, of_function, of_handler};
use crate::framework::Framework;

/// What an attribute that is not known is told.
fn told(name: &str, line: &str) -> String {
    format!(
        "unrecognised attribute `#[{name}]` below the guard: it could store one caller's response and give it to others\n = help: if it runs the function anew for \
         every call, allow it: `{line}`"
    )
}

/// What stands below the guards of real handlers, as it is written there.
const EVERYDAY: [&str; 46] = [
    "debug_handler",
    "axum::debug_handler(state = App)",
    "axum_macros::debug_handler",
    "debug_middleware",
    "instrument",
    "tracing::instrument(skip_all, err)",
    "utoipa::path(get, path = \"/\")",
    "get(\"/\")",
    "post(\"/\", data = \"<item>\")",
    "actix_web::get(\"/\")",
    "actix_web::routes",
    "actix_web::route(\"/\", method = \"GET\")",
    "rocket::get(\"/\")",
    "rocket::route(GET, uri = \"/\")",
    "catch(404)",
    "handler",
    "poem::handler",
    "OpenApi",
    "poem_openapi::OpenApi(tag = \"T::A\")",
    "oai(path = \"/\", method = \"get\")",
    "salvo::handler",
    "endpoint(tags(\"a\"))",
    "salvo::oapi::endpoint",
    "craft",
    "craft(handler)",
    "async_trait",
    "tonic::async_trait",
    "rmcp::tool(description = \"a\")",
    "tool",
    "prompt",
    "tool_router(router = a)",
    "prompt_router",
    "rmcp::tool_handler",
    "allow(x, reason = \"y\")",
    "expect(x)",
    "clippy::msrv = \"1\"",
    "rustfmt::skip",
    "doc = \"x\"",
    "inline(always)",
    "must_use",
    "deprecated",
    "cold",
    "track_caller",
    "cfg(x)",
    "cfg_attr(x, inline)",
    "cfg_attr(x, tracing::instrument, cfg_attr(y, axum::debug_handler))",
];

const UNKNOWN: [&str; 9] =
    ["x", "cache", "metrics::timed", "dh", "other::get", "crate::get", "tokio::main", "test", "clippy::keep"];

#[test]
fn everyday_attributes_need_no_word() {
    for attribute in EVERYDAY {
        let item = format!("#[{attribute}] async fn h(a: A) -> R {{ x }}");
        assert_silent(&of_function(V, &item), attribute);
        // Below those that only describe the handler stands what makes it, where a framework has such an attribute.
        let made = format!("#[{attribute}] #[handler] async fn h(a: A) -> R {{ x }}");
        let block = format!("#[{attribute}] #[OpenApi] impl A {{ #[tool] fn f(&self, a: A) -> R {{ x }} }}");
        let method = format!("#[OpenApi] impl A {{ #[tool] #[{attribute}] fn f(&self, a: A) -> R {{ x }} }}");
        // One that names another framework says that ours is the wrong one.
        let path = attribute.split('(').next().and_then(|path| syn::parse_str::<syn::Path>(path).ok());
        let is_of = |framework: &Framework| path.as_ref().is_some_and(|path| framework.is_crate(path));
        let named = Framework::ALL.into_iter().find(is_of);
        for framework in Framework::ALL.into_iter().filter(|framework| named.is_none_or(|named| named == *framework)) {
            for item in [&made, &block, &method] {
                assert_silent(&of_handler(framework, "", item), &format!("{framework:?} {item}"));
            }
        }
        assert_silent(&of_function(V, &method), &method);
    }
}

#[test]
fn all_others_need_one_wherever_they_stand() {
    for attribute in UNKNOWN {
        let function = format!("#[{attribute}] async fn h(a: A) -> R {{ x }}");
        let handler = format!("#[handler] #[{attribute}] async fn h(a: A) -> R {{ x }}");
        let block = format!("#[OpenApi] #[{attribute}] impl A {{ #[tool] fn f(&self, a: A) -> R {{ x }} }}");
        let method = format!("#[OpenApi] impl A {{ #[tool] #[{attribute}] fn f(&self, a: A) -> R {{ x }} }}");
        let conditional = format!("#[cfg_attr(x, {attribute})] #[OpenApi] impl A {{ #[tool] fn f(&self, a: A) -> R {{ x }} }}");
        let args = format!("verifier = V, allow_attributes({attribute})");
        for item in [&function, &handler, &block, &method, &conditional] {
            assert_says(&of_function(V, item), &told(attribute, &format!("#[requires_auth({args})]")), item);
            assert_silent(&of_function(&args, item), item);
            assert_silent(&of_function(&format!("verifier = V, allow_attributes(y, ::{attribute})"), item), item);
        }
        let below = format!("allow_attributes({attribute})");
        for framework in Framework::ALL {
            for item in [&handler, &block, &method, &conditional] {
                let what = format!("{framework:?} {item}");
                assert_says(&of_handler(framework, "", item), &told(attribute, &format!("#[requires_auth({below})]")), &what);
                assert_silent(&of_handler(framework, &below, item), &what);
                assert!(!of_handler(framework, "allow_attributes(y)", item).is_empty(), "{what}");
            }
        }
    }
}

/// Nor is a method's own attribute any other.
#[test]
fn a_method_vouches_for_itself() {
    let block = |own: &str| format!("#[OpenApi] impl A {{ #[metrics] {own} async fn f(&self, a: A) -> R {{ x }} }}");
    let line = told("metrics", "#[requires_auth(scopes(\"a\"), allow_attributes(metrics))]");
    for framework in Framework::ALL {
        let own = block("#[requires_auth(scopes(\"a\"))]");
        assert_says(&of_handler(framework, "allow_attributes(metrics)", &own), &line, "its own attribute replaces the default");
        let own = block("#[requires_auth(scopes(\"a\"), allow_attributes(metrics))]");
        assert_silent(&of_handler(framework, "", &own), "its own");
        assert_silent(&of_handler(framework, "", &block("#[requires_auth::public]")), "open to everybody");
    }
}

/// Vouching does not help those that are known to keep answers.
#[test]
fn what_keeps_answers_stands_below_no_guard() {
    for path in ["cached", "cached::proc_macro::once", "memoize::memoize", "cache_async", "cachelito_async::cache_async"] {
        let begins = format!("`#[{path}]` below `#[requires_auth]` would serve one caller's response to everyone");
        let item = format!("#[{path}(time = 1)] #[handler] async fn h(a: A) -> R {{ x }}");
        let block = format!("#[{path}] #[OpenApi] impl A {{ #[tool] fn f(&self, a: A) -> R {{ x }} }}");
        let method = format!("#[OpenApi] impl A {{ #[tool] #[cfg_attr(x, {path})] fn f(&self, a: A) -> R {{ x }} }}");
        for item in [item, block, method] {
            for below in ["allow_attributes(y)".to_owned(), format!("allow_attributes({path})")] {
                assert_says(&of_function(&format!("verifier = V, {below}"), &item), &begins, &item);
                for framework in Framework::ALL {
                    assert_says(&of_handler(framework, &below, &item), &begins, &format!("{framework:?} {item}"));
                }
            }
        }
    }
}

#[test]
fn a_mark_that_belongs_elsewhere_is_not_called_an_attribute_that_stores() {
    let said = of_function("verifier = V", "#[identity] fn h(req: R) -> R { x }");
    assert!(matches!(said.as_slice(), [one] if one.starts_with("`#[identity]` marks a parameter")), "{said:?}");
    let said = of_function("verifier = V", "impl A { #[public] fn h(&self, req: R) -> R { x } }");
    assert!(matches!(said.as_slice(), [one] if one.contains("write `#[requires_auth::public]`")), "{said:?}");
}

/// The line that is shown is built on what was given, vouches for all at once, and is right.
#[test]
fn the_line_that_is_shown_compiles() {
    let item = "#[a] #[handler] #[b::c(d)] #[cfg_attr(x, a, e)] async fn h(p: P) -> R { x }";
    for (args, line) in [
        ("", "allow_attributes(a, b::c, e)"),
        ("scopes(\"s\"),", "scopes(\"s\"), allow_attributes(a, b::c, e)"),
        ("scopes(\"s\"), allow_attributes(y)", "scopes(\"s\"), allow_attributes(y, a, b::c, e)"),
        ("allow_attributes(e, y,), identity = Of<A, B>", "allow_attributes(e, y, a, b::c), identity = Of < A, B >"),
        ("only = |w| allow_attributes(w)", "only = | w | allow_attributes(w), allow_attributes(a, b::c, e)"),
    ] {
        let all = of_handler(Framework::Axum, args, item);
        assert!(all.len() >= 3, "one for each: {all:?}");
        for said in &all {
            assert!(said.ends_with(&format!("allow it: `#[requires_auth({line})]`")), "{said}");
        }
        assert_silent(&of_handler(Framework::Axum, line, item), line);
    }
}

/// They speak to what is handed the function; rustc runs none of them.
#[test]
fn attributes_of_parameters_are_not_asked() {
    for attribute in ["salvo(parameter(a))", "oai(name = \"a\")", "param", "allow(x)", "x::y"] {
        let item = format!("#[handler] async fn h(#[{attribute}] a: A) -> R {{ x }}");
        for framework in Framework::ALL {
            assert_silent(&of_handler(framework, "", &item), &item);
        }
        assert_silent(&of_function(V, &item), &item);
    }
}

/// What is misspelt may be the key that allows it.
#[test]
fn an_unknown_attribute_is_not_reported_beside_a_misspelt_key() {
    let said = of_function("verifier = V, allow_atributes(metrics)", "#[metrics] fn f(req: R) -> R { x }");
    assert_says(&said, "unknown key `allow_atributes`", "the key alone");
}

/// The attributes that make routes, by the path of a crate that re-exports them.
#[test]
fn what_the_named_crate_re_exports_is_known() {
    let of = |args: &str, path: &str| of_handler(Framework::Rocket, args, &format!("#[{path}(\"/\")] fn h(a: A) -> R {{ x }}"));
    assert_silent(&of("", "requires_auth::rocket::get"), "ours");
    assert_silent(&of("crate = ::k::l", "k::l::rocket::get"), "re-exported");
    assert_silent(&of("crate = crate::l", "crate::l::rocket::post"), "by a module");
    for (args, path) in [("", "k::rocket::get"), ("crate = ::k", "kk::rocket::get"), ("crate = ::k", "k::rocket::keep")] {
        assert_says(&of(args, path), &format!("unrecognised attribute `#[{path}]`"), path);
    }
    assert_says(&of("crate = ::k", "k::cached"), "`#[k::cached]` below `#[requires_auth]`", "caches");
}
