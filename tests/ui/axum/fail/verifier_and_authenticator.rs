//! Two who would decide.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, authenticator = u8)]
async fn handler() {}

fn main() {}
