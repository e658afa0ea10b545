//! A word of other frameworks: how credentials are sent.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, AuthenticationSchemes = "Bearer")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
