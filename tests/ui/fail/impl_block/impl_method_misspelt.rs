//! A mistake in the attribute of one method.
//! Twin: `pass/impl_blocks.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

struct Service;

#[requires_auth(verifier = TOKENS)]
impl Service {
    async fn one(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }

    #[requires_auth(verifier = TOKENS, scopes())]
    async fn two(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }
}

fn main() {}
