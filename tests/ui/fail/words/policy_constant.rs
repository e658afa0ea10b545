//! A word of other frameworks: a policy by its constant.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, policy = READ)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
