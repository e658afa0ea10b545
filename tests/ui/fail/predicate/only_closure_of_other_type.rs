//! A closure over something else.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, only = |text: &String| text.len() > 1)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
