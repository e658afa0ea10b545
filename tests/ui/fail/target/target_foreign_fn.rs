//! What cannot be guarded: a function of another language.
//! Twin: `pass/targets.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

unsafe extern "C" {
    #[requires_auth(verifier = TOKENS)]
    fn handler(req: u8) -> u8;
}

fn main() {}
