//! A word of other frameworks: no authentication.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, false)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
