//! Scopes are declared, and the identity has none.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(scopes("items:read"))]
#[get("/")]
fn handler(#[identity] _who: User) {}

fn main() {}
