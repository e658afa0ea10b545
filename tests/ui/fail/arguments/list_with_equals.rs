//! `scopes` takes a list, not a value.
//! Twin: `pass/scopes.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, scopes = "items:read")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
