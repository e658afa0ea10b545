//! A word of other frameworks: a scheme.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, bearer)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
