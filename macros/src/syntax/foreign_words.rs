//! Words that people bring along from other frameworks, and the line that means the same here.

use syn::{LitBool, LitStr};

use crate::diagnostics::render::render;
use crate::diagnostics::suggest;
use crate::syntax::keys::Place;
use crate::syntax::raw_value::{RawValue, is_constant, without_brackets};
use crate::syntax::scope_text::{self, Meaning};

pub(crate) const OPEN: &str = "if it is open to everyone, write `#[requires_auth::public]` in place of this attribute; if credentials are optional, \
                    write `optional` and take `#[identity] who: Option<Identity>`";
pub(crate) const REQUIRED: &str = "leave it out: `#[requires_auth]` alone requires credentials, `optional` does not";
const NO_ONE: &str = "to reject every caller, write `only = |_| false`";

/// What a word of other frameworks asks for.
enum Wish {
    /// `roles("admin")`
    Roles,
    /// `permissions = "items:read"`
    Scopes,
    /// `has_any_role("a", "b")`
    AnyScope,
    /// `policy = READ`
    Policy,
    /// `allow_anonymous`
    Open,
    /// `required = false`
    Required,
    /// `login_url = "/login"`
    LoginPage,
    /// `scheme = "Bearer"`, `token`
    Credentials,
    /// `audience = "api"`
    Claim,
    /// `expr = ".."`
    Expression,
    /// `deny`
    Deny,
    /// `user = "ada"`
    Subject,
    /// `csrf`
    CrossSite,
}

/// The words, as [`suggest::folded`] writes them.
const WORDS: [(Wish, &[&str]); 13] = [
    (Wish::Roles, &["role", "roles", "rolesallowed", "allowedroles"]),
    (
        Wish::Scopes,
        &[
            "permission",
            "permissions",
            "authority",
            "authorities",
            "privilege",
            "privileges",
            "hasrole",
            "hasscope",
            "haspermission",
            "hasauthority",
            "hasscopes",
            "hasroles",
            "haspermissions",
            "hasallroles",
            "grants",
            "requires",
        ],
    ),
    (Wish::AnyScope, &["hasanyrole", "hasanyscope", "hasanypermission", "hasanyauthority", "anyrole", "anyscope"]),
    (Wish::Policy, &["policy", "policies"]),
    (
        Wish::Open,
        &[
            "allowanonymous",
            "anonymous",
            "public",
            "open",
            "allowguest",
            "guest",
            "guests",
            "permitall",
            "unauthenticated",
            "allowunauthenticated",
            "skip",
            "skipauth",
            "noauth",
            "none",
            "exempt",
            "disabled",
        ],
    ),
    (Wish::Required, &["required", "require", "authenticated", "isauthenticated", "loginrequired", "enabled", "strict"]),
    (Wish::LoginPage, &["loginurl", "login", "loginpath", "redirect", "redirectto", "redirecturl", "redirecturi"]),
    (
        Wish::Credentials,
        &[
            "scheme",
            "schemes",
            "authenticationscheme",
            "authenticationschemes",
            "token",
            "tokens",
            "bearer",
            "basic",
            "jwt",
            "cookie",
            "session",
            "apikey",
            "header",
            "strategy",
            "provider",
            "secret",
            "password",
            "key",
            "security",
        ],
    ),
    (Wish::Claim, &["audience", "aud", "issuer", "iss"]),
    (
        Wish::Expression,
        &["expr", "expression", "secured", "preauthorize", "postauthorize", "authorize", "secure", "protect", "rule"],
    ),
    (Wish::Deny, &["deny", "denyall", "forbid", "block"]),
    (Wish::CrossSite, &["csrf", "csrfexempt", "xsrf", "cors", "origin", "origins", "samesite"]),
    (Wish::Subject, &["user", "users", "username", "subject", "sub"]),
];

/// The line that means here what `name` means elsewhere.
pub(crate) fn help(name: &str, given: &RawValue, place: Place) -> Option<String> {
    if place == Place::Policy {
        return items(name, given).map(|items| format!("did you mean `scopes({items})`?"));
    }
    match wish(name) {
        // `#[requires_auth(TOKENS)]` names a verifier.
        Some(_) if is_constant(name) && matches!(given, RawValue::Nothing) => None,
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

fn wish(name: &str) -> Option<&'static Wish> {
    let folded: String = suggest::folded(name).into_iter().collect();
    WORDS.iter().find(|(_, words)| words.contains(&folded.as_str())).map(|(wish, _)| wish)
}

/// What `has_any_role("a", "b")` names, as it stands between the parentheses of `scopes`.
pub(crate) fn items(name: &str, given: &RawValue) -> Option<String> {
    let tokens = without_brackets(given.content().filter(|tokens| !tokens.is_empty())?);
    match wish(name)? {
        Wish::AnyScope => Some(scope_text::list(tokens, true)),
        // ASP.NET's `Roles = "a,b"` is one of them.
        Wish::Roles | Wish::Scopes | Wish::Policy | Wish::Deny => Some(scope_text::list(tokens, name == "Roles")),
        _ => None,
    }
}

fn wished(wish: &Wish, name: &str, given: &RawValue) -> String {
    let scopes = items(name, given).map(|items| format!("scopes({items})"));
    let text = given.content().and_then(|tokens| syn::parse2::<LitStr>(tokens).ok()).map(|text| text.value());
    let flag = given.content().and_then(|tokens| syn::parse2::<LitBool>(tokens).ok()).map(|flag| flag.value);
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
        Wish::Open if flag == Some(false) => REQUIRED.to_owned(),
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
    let value = value.filter(|text| setter != "allow_cross_site_writes" && text.starts_with('"'));
    let value = value.as_deref().unwrap_or(example);
    format!("configured on the authenticator: `Authenticator::builder(verifier).{setter}({value}).build()`")
}

/// `TOKENS`, `auth::TOKENS`
fn is_path_of_constant(text: &str) -> bool {
    text.rsplit("::").next().is_some_and(is_constant) && syn::parse_str::<syn::Path>(text).is_ok()
}
