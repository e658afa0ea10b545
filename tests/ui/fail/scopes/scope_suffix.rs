//! A literal with a suffix.
//! Twin: `pass/scopes.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, scopes("a"u8))]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
