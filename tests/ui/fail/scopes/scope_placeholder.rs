//! A literal with a place to be filled in.
//! Twin: `pass/scopes.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, scopes("items:{id}"))]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
