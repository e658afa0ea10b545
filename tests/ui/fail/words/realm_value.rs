//! A word of other frameworks: the realm of a challenge.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, realm = "items")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
