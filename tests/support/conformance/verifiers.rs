//! Who is let in: four authenticators, of two identity types, and a verifier that is named.

use std::sync::LazyLock;

use requires_auth::{
    Authenticator, Identity, VerifyError,
    verifiers::{StaticTokens, bearer, bearer_async, session_cookie},
};

use super::{Partner, Staff, Waiting};
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

/// The session `staff-1`.
#[must_use]
pub fn staff() -> Authenticator<Staff> {
    let sessions = session_cookie(|session| match session.expose() {
        "staff-1" => Ok(Staff { name: "eve".to_owned() }),
        _ => Err(VerifyError::invalid()),
    });
    Authenticator::new(sessions)
}
