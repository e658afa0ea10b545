//! What cannot be guarded: An import.
//! Twin: `pass/targets.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
pub use std::fmt;

fn main() {}
