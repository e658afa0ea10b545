//! A constant of another type: rustc names `Scope`.
//! Twin: `pass/scopes.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

const TEXT: &str = "items:read";

#[requires_auth(verifier = TOKENS, scopes(TEXT))]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
