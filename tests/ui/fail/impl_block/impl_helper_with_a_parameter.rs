//! A helper among guarded methods takes no request.
//! Twin: `pass/impl_blocks.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

struct Shop {
    auth: StaticTokens,
}

#[requires_auth(verifier = self.auth)]
impl Shop {
    fn price(&self, id: u32) -> u64 {
        u64::from(id)
    }

    fn items(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }
}

fn main() {}
