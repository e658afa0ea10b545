//! `#[public]` is no attribute of ours.
//! Twin: `pass/impl_blocks.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

struct Shop;

#[requires_auth(verifier = TOKENS)]
impl Shop {
    #[public]
    fn items(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }
}

fn main() {}
