//! An expression of another framework.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, only = "hasRole('ADMIN')")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
