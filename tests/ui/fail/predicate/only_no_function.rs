//! A value that cannot be called.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, only = READ)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
