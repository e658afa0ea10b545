//! A word of other frameworks: credentials that are optional.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, required = false)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
