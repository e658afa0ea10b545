//! A guarded `impl` block with nothing to guard.
//! Twin: `pass/impl_blocks.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

struct Service;

#[requires_auth(verifier = TOKENS)]
impl Service {
    const NAME: &str = "service";
}

fn main() {}
