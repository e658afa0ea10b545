//! What cannot be guarded: an `impl` block.
//! Twin: `pass/targets.rs`.

#[path = "../common.rs"]
mod common;

use common::*;

struct Api;

#[requires_auth(verifier = TOKENS)]
impl Api {
    async fn handler(&self, req: Request<String>) -> Answer {
        answer(req.into_body())
    }
}

fn main() {}
