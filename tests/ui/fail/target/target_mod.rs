//! What cannot be guarded: A module.
//! Twin: `pass/targets.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
mod handlers {}

fn main() {}
