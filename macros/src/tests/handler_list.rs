//! `routes!` of utoipa-axum: what is checked, and what is forwarded.

use super::{plain, tokens};
use crate::pipeline;

fn routes(list: &str) -> String {
    plain(&pipeline::handler_list(tokens(list)))
}

/// The checked handlers, and all of them, as they are forwarded.
fn found(list: &str) -> (Vec<String>, String) {
    let routes = routes(list);
    let checked = routes.split("guarded(__router,").skip(1).filter_map(|rest| rest.split(')').next());
    let all = routes.split("::utoipa_axum::routes!(").nth(1).and_then(|rest| rest.split(')').next()).unwrap_or_default();
    (checked.map(str::to_owned).collect(), all.to_owned())
}

#[test]
fn the_plain_case() {
    let expected = r"{
        let (__schemas, __paths, __router) = ::utoipa_axum::routes!(list, health);
        let __router = ::requires_auth::__private::axum::guarded(__router, list);
        (__schemas, __paths, __router)
    }";
    assert_eq!(routes("list, public(health)"), plain(&tokens(expected)));
}

#[test]
fn every_handler_is_checked_that_is_not_said_to_be_public() {
    for (list, checked, all) in [
        ("a", &["a"][..], "a"),
        ("a, b::c, crate::d,", &["a", "b::c", "crate::d"], "a,b::c,crate::d"),
        ("public(a), b, routing::public(c)", &["b"], "a,b,c"),
        ("requires_auth::axum::routing::public(a),", &[], "a"),
        // A handler of that name.
        ("public, pages::public", &["public", "pages::public"], "public,pages::public"),
        ("public(public)", &[], "public"),
    ] {
        let (found, forwarded) = found(list);
        assert_eq!((found.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), &*forwarded), (checked, all), "{list}");
    }
}

#[test]
fn anything_else_is_one_error_and_forwards_nothing() {
    for (list, text) in [
        ("", "takes paths of handlers"),
        (",", "takes paths of handlers"),
        ("a,,b", "takes paths of handlers"),
        ("|| async {}", "takes paths of handlers"),
        ("a b", "with commas between them"),
        ("a::<u8>", "takes paths of handlers"),
        ("get(a)", "the path of a handler, not a call"),
        ("public(a, b)", "the path of one handler"),
        ("public()", "takes paths of handlers"),
        ("public(public(a))", "the path of one handler"),
        ("#[cfg(x)] a", "takes paths of handlers"),
    ] {
        let routes = routes(list);
        assert_eq!(routes.matches("compile_error").count(), 1, "{list}: {routes}");
        assert!(routes.contains(&text.replace(' ', "")) && !routes.contains("utoipa_axum"), "{list}: {routes}");
    }
}
