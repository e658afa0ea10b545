//! An operator inside of `any`.
//! Twin: `pass/scopes.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, scopes(any("a" | "b")))]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
