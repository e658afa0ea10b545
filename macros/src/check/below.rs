//! The attributes that stand below an inline guard: they are handed the guarded function.
//!
//! One that keeps what the function answered, or runs its body in some other way, would let strangers in, and no compiler could
//! tell. So those are accepted that are known to do nothing of the kind, and those that the user vouches for: `below(..)`.
//! (The guard of a framework's handler is a parameter, which only a verification can make.)

use syn::Attribute;

use crate::args::Args;
use crate::crate_path::CratePath;
use crate::errors::{Errors, with_help};
use crate::guarded_fn::GuardedFn;

/// Of the language, and of its tools.
const INERT: [&str; 23] = [
    "allow",
    "automatically_derived",
    "bench",
    "cfg",
    "cfg_attr",
    "cold",
    "coverage",
    "deny",
    "deprecated",
    "doc",
    "expect",
    "export_name",
    "forbid",
    "ignore",
    "inline",
    "must_use",
    "no_mangle",
    "should_panic",
    "target_feature",
    "test",
    "track_caller",
    "unsafe",
    "warn",
];

const TOOLS: [&str; 4] = ["clippy", "diagnostic", "rustdoc", "rustfmt"];

/// Of frameworks and their like, by the last word of the path: each calls the function anew for each request.
const KNOWN: [&str; 23] = [
    "catch",
    "connect",
    "debug_handler",
    "delete",
    "endpoint",
    "event",
    "get",
    "handler",
    "head",
    "instrument",
    "main",
    "oai",
    "options",
    "patch",
    "path",
    "post",
    "put",
    "route",
    "routes",
    "scope",
    "test",
    "trace",
    "wasm_bindgen",
];

/// Known to keep what a function answered.
const KEEPERS: [&str; 5] = ["cached", "concurrent_cached", "io_cached", "memoize", "once"];

pub(super) fn check_below(args: &Args, function: &GuardedFn, errors: &mut Errors) {
    let vouched: Vec<String> = args.below.iter().flat_map(|below| &below.value).map(CratePath::text).collect();
    let ours = |attribute: &Attribute| {
        super::is_guard(attribute) || super::is_public(attribute, args.crate_path.as_ref().map(|path| &path.value))
    };
    for attribute in function.attrs.iter().filter(|attribute| !ours(attribute)) {
        let path = attribute.path();
        let text = CratePath::text(path);
        let Some(last) = path.segments.last().map(|segment| segment.ident.to_string()) else { continue };
        if KEEPERS.contains(&last.as_str()) {
            let help =
                format!("put what is to be kept into a function of its own, under `#[{last}]`, and call it behind the guard");
            errors.over(path, with_help(&format!("`#[{text}]` would answer strangers with what a caller was told"), &help));
            continue;
        }
        let is_tool =
            path.segments.len() > 1 && path.segments.first().is_some_and(|first| TOOLS.iter().any(|tool| first.ident == tool));
        let is_known = INERT.iter().any(|word| path.is_ident(word)) || is_tool || KNOWN.contains(&last.as_str());
        // What was misspelt may be the `below` that vouches.
        if !is_known && !vouched.contains(&text) && !args.broken {
            let given = Some(args.text()).filter(|text| !text.is_empty()).map(|text| format!("{text}, ")).unwrap_or_default();
            let help =
                format!("if it runs the function anew for every call, vouch for it: `#[requires_auth({given}below({text}))]`");
            errors.over(
                path,
                with_help(&format!("`#[{text}]` is handed the guarded function, and might keep what it answers"), &help),
            );
        }
    }
}

/// A handler's guard needs nobody to vouch.
pub(super) fn check_no_below(args: &Args, errors: &mut Errors) {
    if let Some(below) = &args.below {
        let help = "remove it: whoever calls the handler must bring a guard, whatever stands below";
        errors.over(&below.key, with_help("`below` is for plain functions", help));
    }
}
