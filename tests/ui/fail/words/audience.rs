//! A word of other frameworks: whom a token is for.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, audience = "items")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
