//! The table's bearer tokens as those of two issuers, which differ in nothing but their names and keys.

use std::{collections::HashMap, sync::LazyLock, time::SystemTime};

use futures_executor::block_on;
use requires_auth::{Authenticator, AuthenticatorBuilder, Identity, VerifyError, test_util::TestIssuer};
use serde_json::{Value, json};

use super::{
    step_up,
    verifiers::{Bearers, authentication, failure, scopes},
};
use crate::poll_once::yield_once;

/// The audiences: of the routes whose verifier waits, and of the others.
const WAITING: &str = "waiting";
const USERS: &str = "users";

/// That of users, and that of partners. The keys of both have the same names.
static ISSUERS: LazyLock<[TestIssuer; 2]> = LazyLock::new(|| [TestIssuer::start(), TestIssuer::start()]);

/// What is sent for each name. `wrong` is a token for the writer that the partners' issuer has signed.
static TOKENS: LazyLock<HashMap<&str, String>> = LazyLock::new(|| {
    let [users, partners] = &*ISSUERS;
    let both = json!([USERS, WAITING]);
    let claims = |subject: &str, audience: &Value| {
        let scope = if subject == "bob" { "items:read" } else { "items:read items:write" };
        json!({ "sub": subject, "aud": audience, "scope": scope, "exp": 4_102_444_800_u64 })
    };
    let mut tokens = HashMap::from([
        ("writer", users.token(&claims("ada", &json!(USERS)))),
        ("reader", users.token(&claims("bob", &json!(USERS)))),
        ("waiting-writer", users.token(&claims("ada", &json!(WAITING)))),
        ("waiting-reader", users.token(&claims("bob", &json!(WAITING)))),
        ("partner", partners.token(&claims("acme", &json!(USERS)))),
        ("expired", users.token(&with(claims("ada", &both), json!({ "exp": 1 })))),
        ("wrong", partners.token(&with(claims("ada", &both), json!({ "iss": users.url() })))),
    ]);
    for name in ["denied", "revoked", "barred", "used-up", "down", "panic"] {
        tokens.insert(name, users.token(&claims(name, &both)));
    }
    for name in step_up::tokens() {
        let (acr, at) = authentication(name).expect("a name of the table");
        let at = at.map(|at| at.duration_since(SystemTime::UNIX_EPOCH).expect("later").as_secs());
        let claims = with(claims("ada", &json!(USERS)), json!({ "scope": scopes(name), "acr": acr, "auth_time": at }));
        tokens.insert(name, users.token(&claims));
    }
    tokens
});

/// Claims with those of another object, but for `null`.
fn with(mut claims: Value, more: Value) -> Value {
    if let (Value::Object(claims), Value::Object(more)) = (&mut claims, more) {
        claims.extend(more.into_iter().filter(|(_, value)| !value.is_null()));
    }
    claims
}

/// Returns what is sent for a name, if not the name itself.
pub(super) fn token(name: &str) -> Option<String> {
    TOKENS.get(name).cloned()
}

/// Those whose tokens are of two issuers, for a table [`by_issuer`](super::Table::by_issuer).
///
/// # Panics
///
/// Panics if an issuer cannot start.
#[must_use]
pub fn bearers_by_issuer() -> Bearers {
    let [users, partners] = &*ISSUERS;
    Bearers {
        users: built(verifier(users, USERS).and_then(|who| async move { known(who) })),
        waiting: built(verifier(users, WAITING).and_then(|who| async move {
            yield_once().await;
            known(who)
        }))
        .tagged(),
        partners: built(verifier(partners, USERS)).tagged(),
    }
}

fn verifier(issuer: &TestIssuer, audience: &str) -> AuthenticatorBuilder<Identity> {
    let verifier = issuer.verifier().audience(audience).build().expect("well-formed settings");
    block_on(verifier.ready());
    Authenticator::builder(verifier)
}

fn built(builder: AuthenticatorBuilder<Identity>) -> Authenticator {
    builder.build().expect("well-formed settings")
}

/// What an application says about the subject of a valid token.
fn known(who: Identity) -> Result<Identity, VerifyError> {
    failure(who.subject()).map_or(Ok(who), Err)
}
