//! What cannot be guarded: a function that runs at compile time.
//! Twin: `pass/targets.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
const fn handler(_req: &Request<String>, #[identity] _who: Identity) -> u8 {
    0
}

fn main() {}
