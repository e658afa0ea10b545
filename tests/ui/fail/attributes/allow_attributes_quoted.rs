//! The path of an attribute as a text.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, allow_attributes = "metrics")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
