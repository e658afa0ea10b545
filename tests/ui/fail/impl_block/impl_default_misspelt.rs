//! A mistake in the default of an `impl` block is said once.
//! Twin: `pass/impl_blocks.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

struct Service;

#[requires_auth(verifer = TOKENS)]
impl Service {
    async fn one(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }

    async fn two(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }
}

fn main() {}
