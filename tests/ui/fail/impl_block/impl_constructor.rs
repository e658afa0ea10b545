//! A constructor is no handler.
//! Twin: `pass/impl_blocks.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

struct Shop {
    auth: StaticTokens,
}

#[requires_auth(verifier = self.auth)]
impl Shop {
    fn new(auth: StaticTokens) -> Self {
        Shop { auth }
    }

    fn items(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }
}

fn main() {}
