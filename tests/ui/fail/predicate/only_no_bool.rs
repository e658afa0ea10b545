//! A closure that does not decide.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, only = |who| who.subject())]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
