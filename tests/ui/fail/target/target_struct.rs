//! What cannot be guarded: A struct.
//! Twin: `pass/targets.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
struct Handler;

fn main() {}
