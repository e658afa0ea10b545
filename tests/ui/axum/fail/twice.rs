//! Two guards on one handler.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth]
#[requires_auth(scopes("items:read"))]
async fn handler() {}

fn main() {}
