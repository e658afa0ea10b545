//! Arguments that cannot be read: what was probably meant.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Lit;
use syn::parse::ParseStream;

use crate::diagnostics::errors::Collector;
use crate::diagnostics::render::render;
use crate::syntax::foreign_help;
use crate::syntax::keys::{Key, Macro};
use crate::syntax::plain::text_of;
use crate::syntax::predicate_text;
use crate::syntax::raw_value::{RawValue, is_constant, take_value};
use crate::syntax::scope_text::{self, Meaning};
use crate::syntax::scopes;
use crate::syntax::step_up;

/// A word that is no key here. `ends`: nothing follows it.
pub(crate) fn unknown_key(word: &Ident, given: &RawValue, of: Macro, ends: bool, errors: &mut Collector) {
    let name = word.to_string();
    let named = of.name();
    if let Some(key) = Key::find(&name) {
        let accepted = Key::accepted(of);
        let help = match (key, of) {
            (Key::Only, Macro::Policy) => format!("`{named}` takes {accepted}; ask the identity that `authorize` gives"),
            _ => format!("`{named}` takes {accepted}"),
        };
        return errors.at(word.span(), &format!("`{named}` does not accept `{name}`"), &help);
    }
    let help = foreign_help::help(&name, given, of).unwrap_or_else(|| nearest_key(&name, given, of, ends));
    errors.at(word.span(), &format!("unknown key `{name}` in `{named}`"), &help);
}

fn nearest_key(name: &str, given: &RawValue, of: Macro, ends: bool) -> String {
    let accepted = Key::accepted(of);
    match (Key::meant_by(name, of), given) {
        (_, RawValue::Group(group)) if matches!(name, "any" | "all") => {
            format!("write `scopes({name}({}))`", render(&group.stream()))
        }
        (_, RawValue::Group(group)) if scopes::meant(name).is_some() => {
            format!("write `scopes({}({}))`", scopes::meant(name).unwrap_or_default(), render(&group.stream()))
        }
        (Some(key), _) => format!("did you mean `{}`?", given.corrected_spelling(key)),
        (None, _) if foreign_help::is_setter(name) => foreign_help::configured(name, given),
        // `#[requires_auth(TOKENS)]`
        (None, RawValue::Nothing) if ends && of == Macro::Attribute && is_constant(name) => {
            format!("a verifier is named `verifier = {name}`")
        }
        // `#[requires_auth(requires_auth(scopes("a")))]`
        (None, RawValue::Group(group)) if name == "requires_auth" => format!("write `{}`", render(&group.stream())),
        // `not(optional)`
        (None, RawValue::Group(group)) if name == "not" && group.stream().to_string() == Key::Optional.name() => {
            foreign_help::REQUIRED.to_owned()
        }
        (None, RawValue::Nothing) if name == "self" => "a verifier that `self` holds is named `verifier = self.auth`".to_owned(),
        // `#[requires_auth(admin)]`
        (None, RawValue::Nothing) if ends && syn::parse_str::<Ident>(name).is_ok() => {
            format!("if it is a scope, write `scopes({name:?})`; keys are {accepted}")
        }
        (None, _) => format!("keys are {accepted}"),
    }
}

/// `@login_required`, `#[scopes("a")]`, `(scopes("a"))`, `!optional`: takes it, and the line that was meant.
pub(crate) fn marked(input: ParseStream<'_>, of: Macro) -> Option<String> {
    let first = input.parse::<TokenTree>().ok()?;
    let inside = |tokens: TokenStream| {
        let word = tokens.clone().into_iter().next()?.to_string();
        Key::find(&word).filter(|key| key.is_in(of)).map(|_| format!("write `{}`", render(&tokens)))
    };
    match first {
        TokenTree::Group(group) => inside(group.stream()),
        TokenTree::Punct(mark) => match input.fork().parse::<TokenTree>().ok()? {
            TokenTree::Group(group) => {
                drop(input.parse::<TokenTree>());
                inside(group.stream())
            }
            TokenTree::Ident(word) => {
                drop(input.parse::<TokenTree>());
                let given = RawValue::take(input);
                let name = word.to_string();
                match Key::find(&name).filter(|key| key.is_in(of)) {
                    Some(Key::Optional) if mark.as_char() == '!' => Some(foreign_help::REQUIRED.to_owned()),
                    Some(key) => Some(format!("write `{}`", given.corrected_spelling(key))),
                    None => foreign_help::help(&name, &given, of),
                }
            }
            _ => None,
        },
        _ => None,
    }
}

/// What the value of a key is.
pub(crate) fn takes(key: Key) -> &'static str {
    match key {
        Key::Verifier => "`verifier` takes an expression that is a verifier",
        Key::Only => "`only` takes the path of a `fn(&Identity) -> bool`, or a closure",
        Key::Check => "`check` takes an expression over the identity and the arguments",
        Key::Identity => "`identity` takes a type",
        Key::Authenticator => "`authenticator` takes a type, the tag of the authenticator",
        Key::State => "`state` takes a type, that of the router's state",
        Key::Request => "`request` takes the name of a parameter",
        Key::OnReject => "`on_reject` takes the path of a `fn(Rejection) -> ..`",
        Key::Crate => "`crate` takes an absolute path",
        Key::MaxAge => step_up::MAX_AGE,
        Key::Scopes | Key::Acr | Key::Optional | Key::AllowAttributes => "no literal is accepted here",
    }
}

/// No key but `max_age` takes a literal as its value; what a string holds is often the right text.
pub(crate) fn literal_value(key: Key, literal: &Lit, errors: &mut Collector) {
    let text = literal.to_token_stream();
    if let (Key::Only, Lit::Bool(answer)) = (key, literal) {
        let help = if answer.value { foreign_help::REQUIRED } else { "to reject every caller, write `only = |_| false`" };
        return errors.over(literal, &format!("{}, found `{text}`", takes(key)), help);
    }
    let help = corrected(key, &RawValue::Equals(text.clone()));
    errors.over(literal, &format!("{}, found `{text}`", takes(key)), &help);
}

/// How the value should stand after its key. A quoted word behind `only` may be a function's name, or a role.
pub(crate) fn corrected(key: Key, given: &RawValue) -> String {
    if key == Key::Only
        && let Some(rule) = given.content().and_then(predicate_text::of)
    {
        return format!("write `only = {rule}`");
    }
    let help = format!("write `{}`", given.corrected_spelling(key));
    match given.content().and_then(text_of) {
        Some(text) if key == Key::Only => match scope_text::read(&text) {
            Meaning::Scope(scope) => {
                format!("{help} for a function of the identity; a role that is a scope: `scopes({scope:?})`")
            }
            other => foreign_help::meant(&other).unwrap_or(help),
        },
        _ => help,
    }
}

/// `"items:read"`, `false`: literals without a key.
pub(crate) fn literals_alone(literals: &str, accepted: String) -> String {
    let tokens: TokenStream = literals.parse().unwrap_or_default();
    let text = text_of(tokens.clone()).map(|text| scope_text::read(&text));
    match literals {
        "false" => foreign_help::OPEN.to_owned(),
        "true" => foreign_help::REQUIRED.to_owned(),
        // `"/login"`
        _ if literals.starts_with("\"/") && text.is_some() => {
            format!("a page to log in at is {}", foreign_help::configured("login_page", &RawValue::Equals(tokens)))
        }
        _ if text.as_ref().is_some_and(|meaning| meaning.items().is_none()) => {
            text.as_ref().and_then(foreign_help::meant).unwrap_or_else(|| foreign_help::RULE.to_owned())
        }
        _ if literals.starts_with('"') => {
            let list = if scopes::has_operator(&tokens) {
                scopes::with_functions(tokens, false).join(", ")
            } else {
                scope_text::list(tokens, false)
            };
            format!("if these are scopes, write `scopes({list})`")
        }
        _ => accepted,
    }
}

/// `only = async fn is_admin(who: &Identity) -> bool { BODY }`
pub(crate) fn function_inside(key: Key, input: ParseStream<'_>, errors: &mut Collector) {
    let span = input.span();
    let written = take_value(input);
    let is_async = written.clone().into_iter().next().is_some_and(|first| first.to_string() == "async");
    let groups = |delimiter| {
        let is_wanted = move |token| match token {
            TokenTree::Group(group) if group.delimiter() == delimiter => Some(group.stream()),
            _ => None,
        };
        written.clone().into_iter().find_map(is_wanted)
    };
    let parameter = groups(Delimiter::Parenthesis).and_then(|parameters| parameters.into_iter().next());
    let parameter = parameter.map_or_else(|| "who".to_owned(), |name| name.to_string());
    let body = groups(Delimiter::Brace).map_or_else(|| format!("is_admin({parameter})"), |body| render(&body));
    let name = written.clone().into_iter().nth(if is_async { 2 } else { 1 });
    let name =
        name.filter(|name| matches!(name, TokenTree::Ident(_))).map_or_else(|| "answer".to_owned(), |name| name.to_string());
    let help = match key {
        Key::Only => predicate(&parameter, &body),
        Key::Check => format!("write `check = {body}`"),
        Key::OnReject => format!("put the function beside the handler, not `async`, and name it: `on_reject = {name}`"),
        _ => format!("write `{}`", key.example()),
    };
    errors.at(span, &format!("{}, found {}", takes(key), if is_async { "an `async fn`" } else { "a function" }), &help);
}

/// The body as a closure, unless it waits: only `check` may.
pub(crate) fn predicate(name: &str, body: &str) -> String {
    if body.contains(".await") {
        format!("`only` cannot wait, write `check = {body}`, where `{name}` is the `#[identity]` parameter")
    } else {
        format!("write `only = |{name}| {body}`")
    }
}
