//! A word of other frameworks: a handler that is open to everyone.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, public)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
