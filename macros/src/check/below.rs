//! The attributes that stand below a guard: they are handed the guarded function.
//!
//! One that keeps what the function answered, or runs its body in some other way, would let strangers in, and no compiler could
//! tell. So those are accepted that are known to do nothing of the kind, and those that the user vouches for: `below(..)`.
//! (The guard of a framework's handler is a parameter, which only a verification can make. It needs no more than that no answer
//! is kept; but `check` stands in the body, and is looked after like an inline guard.)

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Path, Token};

use super::{is_guard, is_public};
use crate::args::Args;
use crate::crate_path::CratePath;
use crate::errors::Errors;

/// Of the language.
const INERT: [&str; 20] = [
    "allow",
    "automatically_derived",
    "cfg",
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
    "track_caller",
    "unsafe",
    "warn",
];

/// Whether it is one of those that do nothing but say something to the compiler.
pub(super) fn is_of_the_language(path: &Path) -> bool {
    INERT.iter().any(|word| path.is_ident(word))
}

/// Of its tools, by the whole path: any crate may have a module of a tool's name.
const TOOLS: [&str; 5] = [
    "clippy::cognitive_complexity",
    "clippy::msrv",
    "diagnostic::do_not_recommend",
    "diagnostic::on_unimplemented",
    "rustfmt::skip",
];

/// Of frameworks and their like, by the last word: each calls the function anew for each request.
const KNOWN: [&str; 23] = [
    "OpenApi",
    "async_trait",
    "catch",
    "connect",
    "craft",
    "debug_handler",
    "delete",
    "endpoint",
    "event",
    "get",
    "handler",
    "head",
    "instrument",
    "oai",
    "options",
    "patch",
    "path",
    "post",
    "put",
    "route",
    "routes",
    "scope",
    "trace",
];

/// Where those come from, when the path says it.
const CRATES: [&str; 12] = [
    "actix_web",
    "async_trait",
    "axum",
    "axum_macros",
    "poem",
    "poem_openapi",
    "rocket",
    "salvo",
    "tonic",
    "tracing",
    "utoipa",
    "worker",
];

/// Known to keep what a function answered.
const KEEPERS: [&str; 5] = ["cached", "concurrent_cached", "io_cached", "memoize", "once"];

/// Below an inline guard, on its function or on its `impl` block.
pub(crate) fn check_below(args: &Args, attrs: &[Attribute], errors: &mut Errors) {
    let vouched: Vec<String> = args.below.iter().flat_map(|below| &below.value).map(CratePath::text).collect();
    judge_all(args, attrs, errors, |text| vouched.iter().any(|known| known == text));
}

/// Below the guard of a framework's handler.
pub(super) fn check_below_handler(args: &Args, attrs: &[Attribute], errors: &mut Errors) {
    if args.check.is_some() {
        return check_below(args, attrs, errors);
    }
    if let Some(below) = &args.below {
        let help = "remove it: whoever calls the handler must bring a guard, whatever stands below";
        errors.over(&below.key, "`below` is for plain functions, and beside `check`", help);
    }
    judge_all(args, attrs, errors, |_| true);
}

fn judge_all(args: &Args, attrs: &[Attribute], errors: &mut Errors, vouched: impl Fn(&str) -> bool) {
    let root = args.crate_path.as_ref().map(|path| &path.value);
    for attribute in attrs.iter().filter(|attribute| !(is_guard(attribute) || is_public(attribute, root))) {
        judge(args, &attribute.meta, errors, &vouched);
    }
}

fn judge(args: &Args, meta: &Meta, errors: &mut Errors, vouched: &impl Fn(&str) -> bool) {
    let path = meta.path();
    let text = CratePath::text(path);
    if path.is_ident("cfg_attr") {
        // On the methods of an `impl` block nobody has looked at the condition yet, so all that it may bring counts.
        match brought(meta) {
            Ok(metas) => metas.iter().for_each(|meta| judge(args, meta, errors, vouched)),
            Err(_) => errors.over(meta, "this `cfg_attr` cannot be read", "write `#[cfg_attr(condition, attribute)]`"),
        }
        return;
    }
    let Some(last) = path.segments.last().map(|segment| segment.ident.to_string()) else { return };
    if KEEPERS.contains(&last.as_str()) {
        let help = format!("put what is to be kept into a function of its own, under `#[{last}]`, and call it behind the guard");
        errors.over(path, &format!("`#[{text}]` would answer strangers with what a caller was told"), &help);
        return;
    }
    // What was misspelt may be the `below` that vouches.
    if !is_known(path, &text, &last) && !vouched(&text) && !args.broken {
        let vouching = args.ending_with(&format!("below({text})"));
        let help = format!("if it runs the function anew for every call, vouch for it: `{vouching}`");
        let message = format!("`#[{text}]` is handed the guarded function, and might keep what it answers");
        errors.over(path.to_token_stream(), &message, &help);
    }
}

/// What a `cfg_attr` may bring, whatever its condition says.
pub(crate) fn brought(conditional: &Meta) -> syn::Result<Vec<Meta>> {
    conditional.require_list()?.parse_args_with(|input: ParseStream<'_>| {
        // The condition may be `true` or `false` as well, which are no `Meta`.
        while !input.is_empty() && !input.peek(Token![,]) {
            input.parse::<TokenTree>()?;
        }
        input.parse::<Token![,]>()?;
        Ok(Punctuated::<Meta, Token![,]>::parse_terminated(input)?.into_iter().collect())
    })
}

fn is_known(path: &Path, text: &str, last: &str) -> bool {
    let from = path.segments.first().filter(|_| path.segments.len() > 1);
    let is_known_there = from.is_none_or(|first| CRATES.iter().any(|name| first.ident == name));
    is_of_the_language(path) || TOOLS.contains(&text) || (is_known_there && KNOWN.contains(&last))
}
