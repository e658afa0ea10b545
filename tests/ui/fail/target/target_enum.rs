//! What cannot be guarded: An enum.
//! Twin: `pass/targets.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
enum Handler {
    One,
}

fn main() {}
