//! What cannot be guarded: A constant.
//! Twin: `pass/targets.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
const HANDLER: u8 = 1;

fn main() {}
