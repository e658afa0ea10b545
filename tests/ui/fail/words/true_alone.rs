//! A word of other frameworks: authentication, which is the default.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, true)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
