//! What cannot be guarded: A trait.
//! Twin: `pass/targets.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
trait Handlers {}

fn main() {}
