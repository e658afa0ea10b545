//! A value for a type.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, identity = 1 + 1)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
