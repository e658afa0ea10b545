//! A verifier that would be an argument.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = state.auth)]
async fn handler(State(state): State<App>) {}

fn main() {}
