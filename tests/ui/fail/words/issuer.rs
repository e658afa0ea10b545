//! A word of other frameworks: who made a token.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, issuer = "https://id.example")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
