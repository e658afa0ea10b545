//! What cannot be guarded: A static.
//! Twin: `pass/targets.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
static HANDLER: u8 = 1;

fn main() {}
