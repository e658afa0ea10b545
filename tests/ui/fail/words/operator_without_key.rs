//! A word of other frameworks: scopes with an operator.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, "items:read" || "items:write")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
