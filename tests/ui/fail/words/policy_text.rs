//! A word of other frameworks: a policy by its name.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, Policy = "Admin")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
