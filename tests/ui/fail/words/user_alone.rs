//! A word of other frameworks: the caller.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, user)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
