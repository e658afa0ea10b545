//! Scopes are demanded of an identity type that has none.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(scopes("items:read"))]
async fn handler(#[identity] who: User) {
    let _ = who;
}

fn main() {}
