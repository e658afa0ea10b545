//! The attribute for plain functions, on handlers.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::requires_auth;

#[requires_auth(scopes("items:read"))]
async fn any(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth]
async fn item(Path(id): Path<u32>) -> String {
    format!("{id}")
}

#[requires_auth]
#[axum::debug_handler]
async fn debugged() -> &'static str {
    "any"
}

fn main() {}
