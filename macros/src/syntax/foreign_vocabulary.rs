//! Words that people bring along from other frameworks, by what they ask for there.

use crate::diagnostics::suggest;

/// What a word of other frameworks asks for.
pub(crate) enum Wish {
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
    /// `user_passes_test(is_admin)`, `dependencies = [..]`
    Rule,
    /// `unless = is_guest`
    Unless,
    /// `on_unauthorized = refuse`, `status = 404`
    Rejection,
    /// `mfa`, `two_factor = true`
    Method,
    /// `fresh`, `reauthenticate = "5m"`
    Recent,
    /// `ttl = 60`
    Lifetime,
    /// `maybe`, `soft`
    Optional,
    /// `methods = ["GET"]`, `path = "/items"`
    Route,
    /// `except = ["health"]`
    Except,
    /// `rate_limit = 10`
    Layer,
    /// `inject`, `current_user`
    Receive,
    /// `permission_classes = [IsAuthenticated]`
    Classes,
    /// `claims = ["admin"]`
    Claims,
    /// `async`
    Waits,
}

/// The words, as [`suggest::folded`] writes them.
const WORDS: [(Wish, &[&str]); 27] = [
    (Wish::Roles, &["role", "roles", "rolesallowed", "allowedroles", "group", "groups", "ingroup", "ingroups", "hasgroup"]),
    (
        Wish::Scopes,
        &[
            "permission",
            "permissionrequired",
            "requirespermission",
            "requiredscopes",
            "requiredpermissions",
            "checkpermission",
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
            "oauth",
            "oauth2",
            "oidc",
            "openid",
            "openidconnect",
            "jwtbearer",
            "bearerauth",
            "basicauth",
            "httpbearer",
            "digest",
            "saml",
            "ldap",
            "prefix",
            "authenticationclass",
            "authenticationclasses",
            "authentication",
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
    (
        Wish::Rule,
        &[
            "userpassestest",
            "dependencies",
            "dependency",
            "depends",
            "guards",
            "guard",
            "if",
            "onlyif",
            "allowif",
            "can",
            "cannot",
            "ability",
            "gate",
            "voter",
            "claim",
            "tenant",
            "tenants",
            "level",
            "accesslevel",
            "access",
            "owner",
            "ip",
            "ips",
            "filter",
        ],
    ),
    (Wish::Unless, &["unless", "denyif", "exceptif", "notif"]),
    (
        Wish::Rejection,
        &[
            "onunauthorized",
            "onforbidden",
            "onfail",
            "onfailure",
            "ondenied",
            "onrejection",
            "errorhandler",
            "exceptionhandler",
            "failurehandler",
            "denywith",
            "fallback",
            "else",
            "orelse",
            "error",
            "errors",
            "status",
            "statuscode",
            "code",
            "message",
            "detail",
            "response",
            "unauthorized",
            "forbidden",
        ],
    ),
    (Wish::Method, &["mfa", "twofactor", "twofa", "otp", "totp", "webauthn", "passkey", "amr", "authmethod"]),
    (
        Wish::Recent,
        &[
            "fresh",
            "freshlogin",
            "reauth",
            "reauthenticate",
            "reauthentication",
            "recent",
            "recentlogin",
            "sudo",
            "confirmpassword",
            "passwordconfirm",
            "loginage",
        ],
    ),
    (Wish::Lifetime, &["ttl", "expires", "expiresin", "expiry", "exp", "lifetime", "cache", "cachefor"]),
    (Wish::Optional, &["opt", "soft", "maybe", "try", "lenient", "permissive", "ifpresent", "allowmissing", "passive"]),
    (
        Wish::Route,
        &[
            "method", "methods", "get", "post", "put", "delete", "patch", "head", "options", "path", "paths", "route", "routes",
            "url", "urls", "uri", "endpoint", "name", "format", "accept", "consumes", "produces", "host", "version",
        ],
    ),
    (Wish::Except, &["except", "exclude", "excluding", "excludes", "ignore", "ignores", "onlyfor", "skippaths"]),
    (
        Wish::Layer,
        &[
            "ratelimit",
            "ratelimits",
            "throttle",
            "quota",
            "log",
            "logging",
            "audit",
            "compress",
            "middleware",
            "layer",
            "hoop",
            "wrap",
            "fairing",
            "interceptor",
        ],
    ),
    (Wish::Receive, &["inject", "bind", "as", "into", "extractor", "extract", "currentuser", "getuser", "who", "caller", "type"]),
    (Wish::Classes, &["permissionclass", "permissionclasses"]),
    (Wish::Claims, &["claims", "principal"]),
    (Wish::Waits, &["async", "await", "sync", "blocking"]),
];

/// What `name` asks for elsewhere, as far as it is known.
pub(crate) fn wish(name: &str) -> Option<&'static Wish> {
    let folded: String = suggest::folded(name).into_iter().collect();
    WORDS.iter().find(|(_, words)| words.contains(&folded.as_str())).map(|(wish, _)| wish)
}
