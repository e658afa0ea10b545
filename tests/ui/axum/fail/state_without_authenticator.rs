//! The state that is named holds no authenticator.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(state = NoAuth)]
async fn handler() {}

fn main() {}
