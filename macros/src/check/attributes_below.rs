//! The attributes that stand below a guard: they are handed the guarded function.
//!
//! One that keeps what the function answered would give one caller's answer to others, and no compiler could tell. So those are
//! accepted that are known to do nothing of the kind, and those that the user vouches for: `allow_attributes(..)`. One rule for functions,
//! handlers, methods and `impl` blocks. A handler needs it as well: its guard is a parameter, but the identity is not among the
//! arguments, so an attribute that keeps answers by the arguments has one entry for all callers.
//!
//! Attributes of parameters are not asked: rustc runs none of them. They speak to the attribute that is handed the function.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Meta, Path};

use crate::diagnostics::errors::Collector;
use crate::diagnostics::render::render;
use crate::syntax::args::{Args, attribute};
use crate::syntax::attributes::{cfg_attr_contents, is_guard, is_of_the_language, is_public};
use crate::syntax::crate_path::CratePath;
use crate::syntax::keys::Key;

/// Of its tools, by the whole path: any crate may have a module of a tool's name.
const TOOL_ATTRIBUTES: [&str; 6] = [
    "clippy::cognitive_complexity",
    "clippy::msrv",
    "diagnostic::do_not_recommend",
    "diagnostic::on_unimplemented",
    "rust_analyzer::skip",
    "rustfmt::skip",
];

/// Of frameworks and their like, by the last word: each calls the function anew for each request.
const HANDLER_ATTRIBUTES: [&str; 30] = [
    "OpenApi",
    "async_trait",
    "catch",
    "connect",
    "craft",
    "debug_handler",
    "debug_middleware",
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
    "prompt",
    "prompt_handler",
    "prompt_router",
    "put",
    "route",
    "routes",
    "scope",
    "tool",
    "tool_handler",
    "tool_router",
    "trace",
];

/// Where those come from, when the path says it.
const KNOWN_CRATES: [&str; 18] = [
    "actix_web",
    "actix_web_codegen",
    "async_trait",
    "axum",
    "axum_macros",
    "poem",
    "poem_openapi",
    "requires_auth",
    "rmcp",
    "rocket",
    "salvo",
    "salvo_core",
    "salvo_oapi",
    "tonic",
    "tracing",
    "tracing_attributes",
    "utoipa",
    "worker",
];

/// Known to keep what a function answered.
const CACHING_ATTRIBUTES: [&str; 7] = ["cache_async", "cached", "concurrent_cached", "io_cached", "memoize", "memoized", "once"];

/// Below a guard, on its function or on its `impl` block.
pub(crate) fn check_attributes_below(args: &Args, attrs: &[Attribute], errors: &mut Collector) {
    let root = args.crate_path.as_ref().map(|path| &path.value);
    let is_vouched = |text: &str| {
        args.allow_attributes.as_ref().is_some_and(|below| below.value.iter().any(|path| CratePath::text(path) == text))
    };
    let mut unknown = Vec::new();
    for attribute in attrs.iter().filter(|attribute| !(is_guard(attribute) || is_public(attribute, root))) {
        judge(&attribute.meta, errors, &mut unknown);
    }
    unknown.retain(|(text, _)| !is_vouched(text) && !root.is_some_and(|root| is_re_exported(root, text)));
    if let Some(place) = unknown.iter().position(|(text, _)| text == "identity") {
        let (_, path) = unknown.swap_remove(place);
        let help = "mark the parameter in the signature: `#[identity] who: Identity`";
        errors.over(&path, "`#[identity]` marks a parameter, not a function", help);
    }
    // What was misspelt may be the `allow_attributes` that vouches.
    if unknown.is_empty() || args.broken {
        return;
    }
    let mut names: Vec<String> = Vec::new();
    for (text, _) in &unknown {
        if !names.contains(text) {
            names.push(text.clone());
        }
    }
    // One line for all of them, so that it is the last.
    let help = format!("if it runs the function anew for every call, allow it: `{}`", with_allowed(args, &names.join(", ")));
    for (text, path) in &unknown {
        if text == "public" {
            let help = "if the method is open, write `#[requires_auth::public]`";
            errors.over(path, "`#[public]` is not an attribute of this crate: it opens nothing", help);
            continue;
        }
        let message = format!(
            "unrecognised attribute `#[{text}]` below the guard: it could store one caller's response and give it to others"
        );
        errors.over(path, &message, &help);
    }
}

/// Says what keeps answers, and gathers what is not known.
fn judge(meta: &Meta, errors: &mut Collector, unknown: &mut Vec<(String, TokenStream)>) {
    let path = meta.path();
    if path.is_ident("cfg_attr") {
        // On the methods of an `impl` block nobody has looked at the condition yet, so all that it may bring counts.
        match cfg_attr_contents(meta) {
            Ok(metas) => metas.iter().for_each(|meta| judge(meta, errors, unknown)),
            Err(_) => errors.over(meta, "this `cfg_attr` cannot be read", "write `#[cfg_attr(condition, attribute)]`"),
        }
        return;
    }
    let Some(last) = path.segments.last().map(|segment| segment.ident.to_string()) else { return };
    let text = CratePath::text(path);
    if CACHING_ATTRIBUTES.contains(&last.as_str()) {
        let help = format!("put what is cached into a separate function under `#[{last}]`, and call that from the handler");
        errors.over(path, &format!("`#[{text}]` below `#[requires_auth]` would serve one caller's response to everyone"), &help);
    } else if !is_known(path, &text, &last) {
        unknown.push((text, path.to_token_stream()));
    }
}

/// The attribute as it was written, with these among what it vouches for.
fn with_allowed(args: &Args, names: &str) -> String {
    let (mut written, mut begins, mut found) = (TokenStream::new(), true, false);
    let mut tokens = args.written.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_below = begins && matches!(&token, TokenTree::Ident(word) if word == Key::AllowAttributes.name());
        begins = matches!(&token, TokenTree::Punct(comma) if comma.as_char() == ',');
        written.extend([token]);
        if let Some(TokenTree::Group(list)) = tokens.next_if(|next| is_below && matches!(next, TokenTree::Group(_))) {
            let list = format!("({}, {names})", render(&list.stream()).trim_end_matches(','));
            written.extend(list.parse::<TokenStream>().unwrap_or_default());
            found = true;
        }
    }
    let written = render(&written);
    let below = if found { String::new() } else { format!("allow_attributes({names})") };
    attribute(&[written.trim_end_matches(','), &below])
}

/// Whether it is one of this crate's attributes that make routes, by the path of the crate that re-exports it.
fn is_re_exported(root: &Path, text: &str) -> bool {
    let rest = text.strip_prefix(&CratePath::text(root)).and_then(|rest| rest.strip_prefix("::"));
    rest.and_then(|rest| rest.rsplit("::").next()).is_some_and(|last| HANDLER_ATTRIBUTES.contains(&last))
}

fn is_known(path: &Path, text: &str, last: &str) -> bool {
    let from = path.segments.first().filter(|_| path.segments.len() > 1);
    let is_known_there = from.is_none_or(|first| KNOWN_CRATES.iter().any(|name| first.ident == name));
    is_of_the_language(path) || TOOL_ATTRIBUTES.contains(&text) || (is_known_there && HANDLER_ATTRIBUTES.contains(&last))
}
