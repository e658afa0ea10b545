//! The state holds no authenticator, and `#[debug_handler]` says so.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth]
#[axum::debug_handler(state = NoAuth)]
async fn handler() {}

fn main() {}
