//! A word of other frameworks: a list of scopes.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, authorities("items:read", "items:write"))]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
