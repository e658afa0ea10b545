//! A word of other frameworks: who knows the tokens.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, token = TOKENS)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
