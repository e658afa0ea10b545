//! A scope is one literal.
//! Twin: `pass/scopes.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, scopes(-5))]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
