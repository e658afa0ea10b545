//! A closure that takes the identity by value.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, only = |who: Identity| who.subject() == "ada")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
