//! A word of other frameworks: an expression of Rust.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, expr = req.body() == "open")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
