//! A closure over more than the identity.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, only = |who, what| who.subject() == what)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
