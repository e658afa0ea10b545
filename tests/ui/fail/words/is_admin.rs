//! A word of other frameworks: a function of the identity, alone.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, is_admin)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
