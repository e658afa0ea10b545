//! A scope twice in one list.
//! Twin: `pass/scopes.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, scopes("a", READ, "b", "a", any("c", READ, "c")))]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
