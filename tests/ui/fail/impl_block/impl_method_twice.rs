//! A method that says twice who may call it.
//! Twin: `pass/impl_blocks.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

struct Service;

#[requires_auth(verifier = TOKENS)]
impl Service {
    #[requires_auth::public]
    #[requires_auth(verifier = TOKENS, scopes("items:read"))]
    async fn one(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }
}

fn main() {}
