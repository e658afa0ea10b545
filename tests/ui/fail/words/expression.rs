//! A word of other frameworks: an expression over the caller.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, expr = "hasRole('ADMIN')")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
