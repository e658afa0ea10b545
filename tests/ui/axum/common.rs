//! What the cases share.
#![allow(dead_code, unused_imports, unreachable_pub)]

pub use axum::extract::{FromRef, Path, Query, State};
pub use axum::response::{IntoResponse, Response};
pub use axum::{Json, Router};
pub use requires_auth::axum::requires_auth;
pub use requires_auth::verifiers::StaticTokens;
pub use requires_auth::{Authenticator, Identity, Rejection};
use std::sync::LazyLock;

pub static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| StaticTokens::new([("secret", Identity::new("ada"))]).unwrap());

/// An identity of one's own, without scopes.
#[derive(Clone)]
pub struct User;

/// A state that holds an authenticator.
#[derive(Clone, FromRef)]
pub struct App {
    pub auth: Authenticator,
}

/// A state that holds none.
#[derive(Clone)]
pub struct NoAuth;
