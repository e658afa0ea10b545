//! Two guards on one handler.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth]
#[requires_auth(scopes("items:read"))]
#[get("/")]
fn handler() {}

fn main() {}
