//! What the cases share.
#![allow(dead_code, unused_imports, unreachable_pub)]

pub use requires_auth::rocket::requires_auth;
pub use requires_auth::verifiers::StaticTokens;
pub use requires_auth::{Authenticator, Identity, Rejection};
pub use rocket::serde::json::Json;
pub use rocket::{State, catch, get, post, routes};
use std::sync::LazyLock;

pub static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| StaticTokens::new([("secret", Identity::new("ada"))]).unwrap());

/// An identity of one's own, without scopes.
#[derive(Clone)]
pub struct User;
