//! A word of other frameworks: an expression without a key.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, "hasRole('ADMIN')")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
