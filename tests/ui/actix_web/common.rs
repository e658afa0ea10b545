//! What the cases share.
#![allow(dead_code, unreachable_pub, unused_imports)]

pub use std::sync::LazyLock;

pub use actix_web::{App, HttpRequest, HttpResponse, Responder, web};
pub use requires_auth::actix_web::{requires_auth, routing};
pub use requires_auth::verifiers::StaticTokens;
pub use requires_auth::{Authenticator, Identity, Rejection};

pub static TOKENS: LazyLock<StaticTokens> =
    LazyLock::new(|| StaticTokens::new([("secret", Identity::new("ada"))]).expect("a well-formed token"));

/// An identity of one's own, without scopes.
#[derive(Clone, Debug)]
pub struct User {
    pub name: &'static str,
}

#[requires_auth]
pub async fn guarded() -> &'static str {
    "guarded"
}

pub async fn open() -> &'static str {
    "open"
}
