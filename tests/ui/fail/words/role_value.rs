//! A word of other frameworks: a role.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, role = "admin")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
