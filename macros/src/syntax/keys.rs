//! The keys of the attribute. One table drives parsing, "accepted are ..", suggestions and the rustdoc.

use crate::diagnostics::suggest;

/// How a key is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `key`
    Flag,
    /// `key = value`
    Value,
    /// `key(item, item)`
    List,
}

/// Whose arguments are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Macro {
    /// `#[requires_auth(..)]`
    Attribute,
    /// `policy!(..)`
    Policy,
}

macro_rules! vocabulary {
    ($(
        $key:ident: $name:literal, $form:ident, on $on:literal, in [$($macro:ident),+], like $example:literal, also [$($also:literal),*],
        $meaning:literal;
    )*) => {
        /// A key of the attribute.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Key { $($key),* }

        impl Key {
            const ALL: &'static [Key] = &[$(Key::$key),*];

            pub(crate) fn name(self) -> &'static str {
                match self { $(Key::$key => $name),* }
            }

            pub(crate) fn form(self) -> Form {
                match self { $(Key::$key => Form::$form),* }
            }

            /// A right use, for messages that have no text of the user's to build on.
            pub(crate) fn example(self) -> &'static str {
                match self { $(Key::$key => $example),* }
            }

            /// What other crates call it.
            fn also(self) -> &'static [&'static str] {
                match self { $(Key::$key => &[$($also),*]),* }
            }

            pub(crate) fn is_in(self, of: Macro) -> bool {
                match self { $(Key::$key => [$(Macro::$macro),+].contains(&of)),* }
            }
        }

        /// The same table for the rustdoc.
        macro_rules! key_table {
            () => {
                concat!(
                    "| key | like | where | meaning |\n|---|---|---|---|\n",
                    $("| `", $name, "` | `", $example, "` | ", $on, " | ", $meaning, " |\n"),*
                )
            };
        }
    };
}

vocabulary! {
    Verifier: "verifier", Value, on "functions, handlers", in [Attribute], like "verifier = TOKENS", also ["auth", "backend", "validator", "with", "by", "using", "verify", "authenticate"],
        "who turns credentials into an identity: `TOKENS`, or in a function `self.auth`, `state.auth`; the guard of a framework's handler runs before there are arguments. An expression that names a verifier: without `return`, `?` and macros, and without the request";
    Scopes: "scopes", List, on "all", in [Attribute, Policy], like r#"scopes("items:read")"#,
        also ["scope"],
        "all of them are demanded, else 403; `any(..)` and `all(..)` nest; an item is a literal or the path of a `const Scope`";
    Acr: "acr", List, on "all", in [Attribute, Policy], like r#"acr("gold")"#, also ["acr_values", "step_up", "loa", "auth_level"],
        "the caller was authenticated in one of these ways, in order of preference, else 401 `insufficient_user_authentication` (RFC 9470)";
    MaxAge: "max_age", Value, on "all", in [Attribute, Policy], like r#"max_age = "5m""#, also ["max_auth_age", "auth_age", "auth_time"],
        "the caller was authenticated at most so long ago, else 401 `insufficient_user_authentication`; a literal in `s`, `m`, `h` or `d`";
    Only: "only", Value, on "all", in [Attribute], like "only = is_admin", also ["predicate", "when", "allow"],
        "a `fn(&Identity) -> bool` or a closure over the verified identity; `false` is 403";
    Check: "check", Value, on "all", in [Attribute], like "check = item.owner == who.subject()", also ["ensure", "condition"],
        "a `bool` over identity and arguments, before the body of the function; `false` is 403";
    Optional: "optional", Flag, on "all", in [Attribute], like "optional", also [],
        "requests without credentials are allowed, and the identity parameter is an `Option`; invalid credentials are still rejected";
    Identity: "identity", Value, on "all", in [Attribute], like "identity = User", also ["claims", "principal"],
        "the identity type, for handlers without an `#[identity]` parameter";
    Authenticator: "authenticator", Value, on "handlers", in [Attribute], like "authenticator = Partner", also ["tag"],
        "which `Authenticator<_, Tag>` of the application decides, if there are several for one identity type";
    State: "state", Value, on "handlers of axum", in [Attribute], like "state = AppState", also ["app_state"],
        "axum: the router's state, for a readable error if it holds no authenticator";
    Request: "request", Value, on "functions", in [Attribute], like "request = req", also [],
        "which parameter is the request; default: the first that is neither `self` nor `#[identity]`";
    OnReject: "on_reject", Value, on "all", in [Attribute], like "on_reject = answer", also ["on_error", "reject_with"],
        "a `fn(Rejection) -> ..` that makes the response to a rejected request, for this handler";
    AllowAttributes: "allow_attributes", List, on "all", in [Attribute], like "allow_attributes(metrics)", also ["below", "beside", "trusts"],
        "allows unrecognised attributes below the guard: each runs the function anew for every call, and stores no response";
    Crate: "crate", Value, on "all", in [Attribute, Policy], like "crate = ::requires_auth", also [],
        "where `requires_auth` is found, for crates that re-export it";
}

impl Key {
    pub(crate) fn find(word: &str) -> Option<Key> {
        Key::ALL.iter().copied().find(|key| key.name() == word)
    }

    /// The key that an unknown word was probably meant to be.
    pub(crate) fn meant_by(word: &str, of: Macro) -> Option<Key> {
        let known = Key::known(of);
        let folded = suggest::folded(word);
        let synonym = known.iter().copied().find(|key| key.also().iter().any(|other| suggest::folded(other) == folded));
        synonym.or_else(|| suggest::nearest(word, known.iter().map(|key| key.name())).and_then(Key::find))
    }

    fn known(of: Macro) -> Vec<Key> {
        Key::ALL.iter().copied().filter(|key| key.is_in(of)).collect()
    }

    /// "`verifier`, `scopes`, ..": the keys that a macro accepts.
    pub(crate) fn accepted(of: Macro) -> String {
        let names: Vec<String> = Key::known(of).iter().map(|key| format!("`{}`", key.name())).collect();
        names.join(", ")
    }
}

impl Macro {
    /// How the macro is named in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Macro::Attribute => "#[requires_auth]",
            Macro::Policy => "policy!",
        }
    }
}

/// The two functions inside `scopes(..)`, with what people call them elsewhere.
pub(crate) const COMBINATORS: [(&str, &[&str]); 2] =
    [("any", &["or", "some", "either", "one_of", "any_of"]), ("all", &["and", "every", "each", "both", "all_of"])];
