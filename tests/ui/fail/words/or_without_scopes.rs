//! A function of scopes outside of their list.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, or("items:read", "items:write"))]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
