//! An empty list in a list.
//! Twin: `pass/scopes.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, scopes("a", all()))]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
