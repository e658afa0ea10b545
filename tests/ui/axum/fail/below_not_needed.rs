//! Nobody needs to vouch for what stands below the guard of a handler.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(below(debug_handler))]
#[axum::debug_handler(state = App)]
async fn handler() {}

fn main() {}
