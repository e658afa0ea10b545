//! What cannot be guarded: A type alias.
//! Twin: `pass/targets.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
type Handler = u8;

fn main() {}
