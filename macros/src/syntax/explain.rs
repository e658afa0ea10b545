//! Arguments that cannot be read: what was probably meant.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::Lit;

use crate::diagnostics::errors::Collector;
use crate::syntax::keys::{Key, Place};
use crate::syntax::raw_value::{RawValue, is_constant};

/// A word that is no key here. `ends`: nothing follows it.
pub(crate) fn unknown_key(word: &Ident, given: &RawValue, place: Place, ends: bool, errors: &mut Collector) {
    let name = word.to_string();
    let named = place.name();
    if let Some(key) = Key::find(&name) {
        let accepted = Key::accepted(place);
        let help = match (key, place) {
            (Key::Only, Place::Policy) => format!("`{named}` takes {accepted}; ask the identity that `authorize` gives"),
            _ => format!("`{named}` takes {accepted}"),
        };
        return errors.at(word.span(), &format!("`{named}` does not accept `{name}`"), &help);
    }
    let accepted = Key::accepted(place);
    let meant = Key::meant_by(&name, place);
    let help = match (meant, given) {
        (_, RawValue::Group(group)) if matches!(&*name, "any" | "all") => {
            format!("write `scopes({name}({}))`", group.stream())
        }
        (Some(Key::Scopes), RawValue::Equals(_) | RawValue::Group(_)) if name.to_lowercase().starts_with("role") => format!(
            "roles that are scopes: `{}`; roles of another kind: `only = path`, a function of the identity",
            given.corrected_spelling(Key::Scopes)
        ),
        (Some(key), _) => format!("did you mean `{}`?", given.corrected_spelling(key)),
        (None, _) if is_of_the_authenticator(&name) => {
            format!("configured on the authenticator: `Authenticator::builder(verifier).{name}(..).build()`")
        }
        // `#[requires_auth(TOKENS)]`
        (None, RawValue::Nothing) if ends && place == Place::Attribute && is_constant(&name) => {
            format!("a verifier is named `verifier = {name}`")
        }
        (None, _) => format!("keys are {accepted}"),
    };
    errors.at(word.span(), &format!("unknown key `{name}` in `{named}`"), &help);
}

/// No key takes a literal as its value; what a string holds is often the right text.
pub(crate) fn literal_value(key: Key, literal: &Lit, errors: &mut Collector) {
    let takes = match key {
        Key::Verifier => "`verifier` takes an expression that is a verifier",
        Key::Only => "`only` takes the path of a `fn(&Identity) -> bool`, or a closure",
        Key::Check => "`check` takes an expression over the identity and the arguments",
        Key::Identity => "`identity` takes a type",
        Key::Authenticator => "`authenticator` takes a type, the tag of the authenticator",
        Key::State => "`state` takes a type, that of the router's state",
        Key::Request => "`request` takes the name of a parameter",
        Key::OnReject => "`on_reject` takes the path of a `fn(Rejection) -> ..`",
        Key::Crate => "`crate` takes an absolute path",
        Key::Scopes | Key::Optional | Key::AllowAttributes => "no literal is accepted here",
    };
    let text = literal.to_token_stream();
    let help = corrected(key, &RawValue::Equals(text.clone()));
    errors.over(literal, &format!("{takes}, found `{text}`"), &help);
}

/// How the value should stand after its key. A quoted word behind `only` may be a function's name, or a role.
pub(crate) fn corrected(key: Key, given: &RawValue) -> String {
    let help = format!("write `{}`", given.corrected_spelling(key));
    match given.content().map(syn::parse2::<syn::LitStr>) {
        Some(Ok(role)) if key == Key::Only => {
            format!("{help} for a function of the identity; a role that is a scope: `scopes({})`", role.token())
        }
        _ => help,
    }
}

/// Whether it holds for all handlers of an application, and so is no key.
fn is_of_the_authenticator(name: &str) -> bool {
    matches!(
        name,
        "realm" | "timeout" | "login_page" | "renderer" | "resource_metadata" | "trusted_origin" | "allow_cross_site_writes"
    )
}
