//! Who is let in: four authenticators, of two identity types, and a verifier that is named.

use std::sync::LazyLock;

use requires_auth::{
    Authenticator, Identity, VerifyError,
    verifiers::{StaticTokens, bearer, bearer_async, session_cookie, session_cookie_async},
};

use super::{Partner, Proxied, Staff, Waiting};
use crate::poll_once::yield_once;

fn who(subject: &str, scopes: &str) -> Identity {
    Identity::builder(subject).scopes(scopes).build()
}

/// For `verifier = TOKENS`: `inline-writer` and `inline-reader`.
pub static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| {
    let tokens = [("inline-writer", who("ada", "items:write")), ("inline-reader", who("bob", "items:read"))];
    StaticTokens::new(tokens).expect("well-formed tokens")
});

/// Does not wait: `writer`, `reader`, and one token for each way to fail.
#[must_use]
pub fn users() -> Authenticator {
    Authenticator::new(bearer(|token| match token.expose() {
        "writer" => Ok(who("ada", "items:read items:write")),
        "reader" => Ok(who("bob", "items:read")),
        "expired" => Err(VerifyError::expired()),
        "denied" => Err(VerifyError::denied()),
        "revoked" => Err(VerifyError::invalid().because("revoked by eve")),
        "barred" => Err(VerifyError::denied().because("barred by eve")),
        "down" => Err(VerifyError::unavailable("no connection")),
        "panic" => panic!("a verifier that panics"),
        _ => Err(VerifyError::invalid()),
    }))
}

/// Waits once before it answers: `waiting-writer`, `waiting-reader`, and one token for each way to fail.
#[must_use]
pub fn waiting() -> Authenticator<Identity, Waiting> {
    let verifier = bearer_async(|token| async move {
        yield_once().await;
        match token.expose() {
            "waiting-writer" => Ok(who("ada", "items:read items:write")),
            "waiting-reader" => Ok(who("bob", "items:read")),
            "expired" => Err(VerifyError::expired()),
            "denied" => Err(VerifyError::denied()),
            "revoked" => Err(VerifyError::invalid().because("revoked by eve")),
            "barred" => Err(VerifyError::denied().because("barred by eve")),
            "down" => Err(VerifyError::unavailable("no connection")),
            "panic" => panic!("a verifier that panics"),
            _ => Err(VerifyError::invalid()),
        }
    });
    Authenticator::new(verifier).tagged()
}

/// `partner`.
///
/// # Panics
///
/// Never.
#[must_use]
pub fn partners() -> Authenticator<Identity, Partner> {
    Authenticator::new(StaticTokens::new([("partner", who("acme", "items:read items:write"))]).expect("well-formed")).tagged()
}

fn session(value: &str) -> Result<Staff, VerifyError> {
    match value {
        "staff-1" => Ok(Staff { name: "eve".to_owned() }),
        "ended" => Err(VerifyError::expired()),
        "barred" => Err(VerifyError::denied()),
        "down" => Err(VerifyError::unavailable("no connection")),
        "panic" => panic!("a verifier that panics"),
        _ => Err(VerifyError::invalid()),
    }
}

/// Does not wait: the session `staff-1`, and one value for each way to fail.
#[must_use]
pub fn staff() -> Authenticator<Staff> {
    Authenticator::new(session_cookie(|cookie| session(cookie.expose())))
}

/// Waits once before it answers, and ignores schemes in `Authorization`, all of which are another's.
///
/// # Panics
///
/// Never.
#[must_use]
pub fn proxied() -> Authenticator<Staff, Proxied> {
    let sessions = session_cookie_async(|cookie| async move {
        yield_once().await;
        session(cookie.expose())
    });
    Authenticator::builder(sessions).ignore_unsupported_schemes().build().expect("well-formed settings").tagged()
}
