//! The result of a call.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

fn is_ada() -> bool {
    true
}

#[requires_auth(verifier = TOKENS, only = is_ada())]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
