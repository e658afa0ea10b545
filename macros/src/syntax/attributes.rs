//! What an attribute is: our guard, `#[requires_auth::public]`, one of the language, one that makes a handler.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Meta, Path, Token, parse_quote};

use crate::framework::Framework;
use crate::syntax::crate_path::CratePath;
use crate::syntax::raw_value::list;

/// `#[requires_auth]`, by any import path.
pub(crate) fn is_guard(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == "requires_auth")
}

/// The conditions among these attributes, also those that a `cfg_attr` brings: of `#[cfg_attr(a, inline, cfg(b))]` it is
/// `#[cfg_attr(a, cfg(b))]`. rustc evaluates those of methods and parameters later.
pub(crate) fn conditions(attrs: &[Attribute]) -> Vec<TokenStream> {
    attrs.iter().filter_map(|attribute| condition(&attribute.meta)).map(|condition| quote!(#[#condition])).collect()
}

/// Whether an attribute is one of those, or brings one.
pub(crate) fn may_remove(attribute: &Attribute) -> bool {
    condition(&attribute.meta).is_some()
}

fn condition(meta: &Meta) -> Option<TokenStream> {
    if meta.path().is_ident("cfg") {
        return Some(meta.to_token_stream());
    }
    if !meta.path().is_ident("cfg_attr") {
        return None;
    }
    let (condition, metas) = cfg_attr_parts(meta).ok()?;
    let brought: Vec<TokenStream> = metas.iter().filter_map(self::condition).collect();
    if brought.is_empty() { None } else { Some(quote!(cfg_attr(#condition, #(#brought),*))) }
}

/// Removes the attributes that are unwanted.
pub(crate) fn remove(attrs: &mut Vec<Attribute>, is_unwanted: fn(&Attribute) -> bool) {
    attrs.retain(|attribute| !is_unwanted(attribute));
}

/// `#[requires_auth]` by one of the paths that are ours, as a method inside a guarded `impl` block has to write it.
pub(crate) fn is_our_guard(attribute: &Attribute, crate_path: Option<&Path>) -> bool {
    let path = CratePath::text(attribute.path());
    let is_below = |root: &str| {
        path == format!("{root}::requires_auth")
            || Framework::ALL.iter().any(|framework| path == format!("{root}::{}::requires_auth", framework.module()))
    };
    path == "requires_auth" || is_below("requires_auth") || crate_path.is_some_and(|root| is_below(&CratePath::text(root)))
}

/// `#[requires_auth::public]`, or the one of the crate that re-exports it; another crate's `#[public]` is not ours.
pub(crate) fn is_public(attribute: &Attribute, crate_path: Option<&Path>) -> bool {
    let path = CratePath::text(attribute.path());
    path == "requires_auth::public" || crate_path.is_some_and(|root| path == format!("{}::public", CratePath::text(root)))
}

/// What a handler is marked with that is public, or whose mistake is reported already, for an attribute below that makes a route of
/// it. An attribute of a tool, because those are left alone: by the compiler, and by the attributes of frameworks.
///
/// Not a `cfg_attr`, which is expanded before all attribute macros of its item.
pub(crate) fn decided() -> Attribute {
    parse_quote!(#[rustfmt::requires_auth_decided])
}

/// The same on a function, if there may be such an attribute.
pub(crate) fn mark_as_decided(attrs: &mut Vec<Attribute>) {
    if handler_attribute(attrs).is_some() {
        attrs.push(decided());
    }
}

/// Of the language.
const BUILTIN_ATTRIBUTES: [&str; 23] = [
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
    "instruction_set",
    "link_section",
    "must_use",
    "no_mangle",
    "optimize",
    "should_panic",
    "target_feature",
    "track_caller",
    "unsafe",
    "warn",
];

/// Whether it is one of those that do nothing but say something to the compiler.
pub(crate) fn is_of_the_language(path: &Path) -> bool {
    BUILTIN_ATTRIBUTES.iter().any(|word| path.is_ident(word))
}

/// What makes a handler; whatever is not known to be inert counts as it, so that a renamed import is none the worse.
pub(crate) fn handler_attribute(attrs: &[Attribute]) -> Option<&Attribute> {
    attrs.iter().find(|attribute| !is_inert(attribute))
}

fn is_inert(attribute: &Attribute) -> bool {
    let path = attribute.path();
    is_of_the_language(path)
        || path.is_ident("cfg_attr")
        || path.segments.first().is_some_and(|first| ["clippy", "rustfmt", "diagnostic"].iter().any(|tool| first.ident == tool))
        || path.segments.last().is_some_and(|last| last.ident == "instrument")
}

/// What a `cfg_attr` may bring, whatever its condition says.
pub(crate) fn cfg_attr_contents(conditional: &Meta) -> syn::Result<Vec<Meta>> {
    cfg_attr_parts(conditional).map(|(_, metas)| metas)
}

/// The condition of a `cfg_attr`, and what it may bring.
fn cfg_attr_parts(conditional: &Meta) -> syn::Result<(TokenStream, Vec<Meta>)> {
    conditional.require_list()?.parse_args_with(|input: ParseStream<'_>| {
        // The condition may be `true` or `false` as well, which are no `Meta`.
        let mut condition = TokenStream::new();
        while !input.is_empty() && !input.peek(Token![,]) {
            condition.extend([input.parse::<TokenTree>()?]);
        }
        input.parse::<Token![,]>()?;
        Ok((condition, list(input, Meta::parse)?))
    })
}
