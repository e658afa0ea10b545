//! The line that means here what a word of another framework means there.

use syn::{Lit, Path, Type};

use crate::diagnostics::render::render;
use crate::syntax::foreign_vocabulary::{Wish, wish};
use crate::syntax::keys::{Key, Macro};
use crate::syntax::raw_value::{RawValue, is_constant, without_brackets};
use crate::syntax::scope_text::{self, Meaning};
use crate::syntax::step_up_suggestion;

pub(crate) const OPEN: &str = "if it is open to everyone, write `#[requires_auth::public]` in place of this attribute; if credentials are optional, \
                    write `optional` and take `#[identity] who: Option<Identity>`";
pub(crate) const REQUIRED: &str = "leave it out: `#[requires_auth]` alone requires credentials, `optional` does not";
/// What to write for a rule that no scope can say.
pub(crate) const RULE: &str = "a rule about the identity is a function of it, `only = is_allowed`; one over the arguments as well is `check = ..`; to receive \
                    the identity take `#[identity] who: Identity`";
const NO_ONE: &str = "to reject every caller, write `only = |_| false`";

/// The line that means here what `name` means elsewhere.
pub(crate) fn help(name: &str, given: &RawValue, of: Macro) -> Option<String> {
    if of == Macro::Policy {
        return items(name, given).map(|items| format!("did you mean `scopes({items})`?"));
    }
    match wish(name) {
        // `#[requires_auth(TOKENS)]` names a verifier.
        Some(wish) if is_constant(name) && matches!(given, RawValue::Nothing) && !matches!(wish, Wish::Route) => None,
        // A type is the identity's.
        Some(Wish::Claims) if given.content().is_none_or(|tokens| syn::parse2::<Type>(tokens).is_ok()) => None,
        Some(wish) => Some(wished(wish, name, given)),
        // `is_admin`
        None if name.starts_with("is_") || name.starts_with("has_") || name.starts_with("can_") => Some(match given {
            RawValue::Nothing => format!("did you mean `only = {name}`, a function of the identity?"),
            RawValue::Group(group) => {
                format!("write `only = |who| {name}(who, {})`", render(&group.stream())).replace(", )", ")")
            }
            RawValue::Equals(_) => format!("write `only = {name}`"),
        }),
        None => None,
    }
}

/// What `has_any_role("a", "b")` names, as it stands between the parentheses of `scopes`.
pub(crate) fn items(name: &str, given: &RawValue) -> Option<String> {
    let tokens = without_brackets(given.content().filter(|tokens| !tokens.is_empty())?);
    match wish(name)? {
        Wish::AnyScope => Some(scope_text::list(tokens, true)),
        // ASP.NET's `Roles = "a,b"` is one of them.
        Wish::Roles | Wish::Scopes | Wish::Policy | Wish::Deny | Wish::Claims => Some(scope_text::list(tokens, name == "Roles")),
        _ => None,
    }
}

fn wished(wish: &Wish, name: &str, given: &RawValue) -> String {
    let scopes = items(name, given).map(|items| format!("scopes({items})"));
    let (text, flag) = match given.content().map(syn::parse2::<Lit>) {
        Some(Ok(Lit::Str(text))) => (Some(text.value()), None),
        Some(Ok(Lit::Bool(flag))) => (None, Some(flag.value)),
        _ => (None, None),
    };
    match wish {
        Wish::Roles => match &scopes {
            Some(scopes) => format!("if roles are scopes, write `{scopes}`; if not, write `only = is_admin`, a function of the identity"),
            None => "did you mean `scopes(\"admin\")`, or `only = is_admin`, a function of the identity?".to_owned(),
        },
        Wish::Scopes | Wish::AnyScope => did_you_mean(scopes.as_deref()),
        Wish::Policy => match given.content().filter(|_| text.is_none()) {
            Some(path) => format!("a handler names the scopes: write `scopes({})`, each a `const` of type `Scope`", render(&path)),
            None => format!("{} Or a rule about the identity: `only = is_allowed`", did_you_mean(scopes.as_deref())),
        },
        Wish::Open | Wish::Optional if flag == Some(false) => REQUIRED.to_owned(),
        Wish::Required if flag == Some(false) => OPEN.to_owned(),
        Wish::Open => OPEN.to_owned(),
        Wish::Required => REQUIRED.to_owned(),
        Wish::LoginPage => configured("login_page", given),
        Wish::Claim => format!(
            "the verifier compares `{name}` when it decodes the token, and returns `Err(VerifyError::invalid())` if it is another one"
        ),
        Wish::Credentials => match given.content().map(|tokens| render(&tokens)).filter(|text| is_path_of_constant(text)) {
            Some(constant) => format!("did you mean `verifier = {constant}`?"),
            None => "the verifier decides how credentials are sent: `requires_auth::verifiers::bearer(|token| ..)`, `basic`, `api_key` or \
                     `session_cookie`, named by `verifier = TOKENS` or held by the application's `Authenticator`; `authenticator = Tag` chooses among several"
                .to_owned(),
        },
        Wish::Expression => expression(given, text.as_deref()),
        Wish::CrossSite => format!("writes from other sites are rejected unless their origin is {}", configured("trusted_origin", given)),
        Wish::Deny => match &scopes {
            Some(_) => "name who may call: `scopes(\"items:read\")`, or `only = is_allowed`, a function of the identity".to_owned(),
            None => NO_ONE.to_owned(),
        },
        Wish::Rule => match path_of_function(given) {
            Some(function) => format!("did you mean `only = {function}`, a function of the identity?"),
            None => RULE.to_owned(),
        },
        Wish::Unless => match path_of_function(given) {
            Some(function) => format!("write `only = |who| !{function}(who)`"),
            None => RULE.to_owned(),
        },
        Wish::Rejection => match path_of_function(given) {
            Some(function) => format!("did you mean `on_reject = {function}`, a function of the `Rejection`?"),
            None => "a rejection gets its status and challenge by itself; for another response name a function of the `Rejection`: \
                     `on_reject = answer`"
                .to_owned(),
        },
        Wish::Method => format!("how the caller was authenticated is demanded by `{}`", Key::Acr.example()),
        Wish::Recent => {
            let age = given.content().map_or_else(|| Key::MaxAge.example().to_owned(), step_up_suggestion::max_age);
            format!("how recently the caller was authenticated is demanded by `{age}`")
        }
        Wish::Lifetime => format!(
            "the verifier decides how long credentials are valid, `Err(VerifyError::expired())`; how recently the caller was \
             authenticated is demanded by `{}`",
            Key::MaxAge.example()
        ),
        Wish::Optional => "did you mean `optional`? It takes `#[identity] who: Option<Identity>`".to_owned(),
        Wish::Route => "leave it out: it belongs to the route, and the guard holds for every request that reaches this handler".to_owned(),
        Wish::Except => {
            "leave it out: the guard is that of one handler; one that is open has `#[requires_auth::public]` in its place".to_owned()
        }
        Wish::Layer => "leave it out: it belongs to a layer of the framework; the guard decides who may call".to_owned(),
        Wish::Receive => match given.content().filter(|tokens| syn::parse2::<Type>(tokens.clone()).is_ok()).map(|ty| render(&ty)) {
            Some(ty) if ty.starts_with(|c: char| c.is_ascii_uppercase()) => format!("did you mean `identity = {ty}`?"),
            Some(name) if syn::parse_str::<syn::Ident>(&name).is_ok() => format!("to receive the identity take `#[identity] {name}: Identity`"),
            _ => "to receive the identity take `#[identity] who: Identity`".to_owned(),
        },
        Wish::Classes => {
            let is_required = given.content().is_some_and(|tokens| render(&without_brackets(tokens)) == "IsAuthenticated");
            if is_required { REQUIRED.to_owned() } else { RULE.to_owned() }
        }
        Wish::Claims => match scopes {
            Some(scopes) => format!("if these are scopes, write `{scopes}`; if not, write `only = is_allowed`, a function of the identity"),
            None => RULE.to_owned(),
        },
        Wish::Waits => "leave it out: whether the guard waits follows from the function".to_owned(),
        // The key `identity`, unless it is somebody's name.
        Wish::Subject => match (text, given.content()) {
            (Some(subject), _) => format!("write `only = |who| who.subject() == {subject:?}`"),
            (None, Some(ty)) => format!("did you mean `identity = {}`?", render(&ty)),
            (None, None) => "to receive the identity take `#[identity] who: Identity`; another type of it: `identity = User`".to_owned(),
        },
    }
}

fn did_you_mean(scopes: Option<&str>) -> String {
    format!("did you mean `{}`?", scopes.unwrap_or("scopes(\"items:read\")"))
}

/// `expr = "hasRole('ADMIN')"`, `pre_authorize("..")`, `expr = who.is_admin()`.
fn expression(given: &RawValue, text: Option<&str>) -> String {
    const RULES: &str = "write `only = |who| ..`, a `bool` over the identity, or `check = ..`, one over the arguments as well";
    match (text.map(scope_text::read), given.content()) {
        (Some(meaning), _) => meant(&meaning).unwrap_or_else(|| RULES.to_owned()),
        (None, Some(code)) if !code.is_empty() => {
            format!("write `check = {}`, a `bool` over the identity and the arguments", render(&code))
        }
        _ => RULES.to_owned(),
    }
}

/// The line for a text that was read.
pub(crate) fn meant(meaning: &Meaning) -> Option<String> {
    match meaning {
        Meaning::Everyone => Some(REQUIRED.to_owned()),
        Meaning::Open => Some(OPEN.to_owned()),
        Meaning::NoOne => Some(NO_ONE.to_owned()),
        other => other.items().map(|items| format!("write `scopes({items})`")),
    }
}

/// The setters of the authenticator, which hold for all handlers of an application, with an example of a value.
const SETTERS: [(&str, &str); 7] = [
    ("realm", "\"items\""),
    ("timeout", "Duration::from_secs(5)"),
    ("login_page", "\"/login\""),
    ("resource_metadata", "\"https://api.example/.well-known/oauth-protected-resource\""),
    ("trusted_origin", "\"https://app.example\""),
    ("renderer", "render"),
    ("allow_cross_site_writes", ""),
];

/// Whether `name` is a setter of the authenticator, and so is no key.
pub(crate) fn is_setter(name: &str) -> bool {
    SETTERS.iter().any(|(setter, _)| *setter == name)
}

pub(crate) fn configured(setter: &str, given: &RawValue) -> String {
    let example = SETTERS.iter().find(|(name, _)| *name == setter).map_or("", |(_, example)| example);
    let value = given.content().map(|tokens| render(&tokens));
    let value = value.filter(|text| example.starts_with('"') && text.starts_with('"'));
    let value = value.as_deref().unwrap_or(example);
    format!("configured on the authenticator: `Authenticator::builder(verifier).{setter}({value}).build()`")
}

/// `is_admin`, `rules::is_admin`: by its letters no type and no constant.
fn path_of_function(given: &RawValue) -> Option<String> {
    let path = syn::parse2::<Path>(without_brackets(given.content()?)).ok()?;
    let last = path.segments.last().filter(|last| last.arguments.is_none())?.ident.to_string();
    last.starts_with(|c: char| c.is_ascii_lowercase() || c == '_').then(|| render(&path))
}

/// `TOKENS`, `auth::TOKENS`
fn is_path_of_constant(text: &str) -> bool {
    text.rsplit("::").next().is_some_and(is_constant) && syn::parse_str::<Path>(text).is_ok()
}
