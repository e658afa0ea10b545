//! `#[identity]` on `self`.
//! Twin: `pass/targets.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

struct Api;

impl Api {
    #[requires_auth(verifier = TOKENS)]
    async fn handler(#[identity] &self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }
}

fn main() {}
