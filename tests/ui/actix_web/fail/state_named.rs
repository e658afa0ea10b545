//! `state` is for axum.

#[path = "../common.rs"]
mod common;

use common::*;

struct Data;

#[requires_auth(state = Data)]
async fn handler() -> &'static str {
    "never"
}

fn main() {}
