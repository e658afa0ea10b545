//! A closure that is `async`.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, only = async |who| who.subject() == "ada")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
