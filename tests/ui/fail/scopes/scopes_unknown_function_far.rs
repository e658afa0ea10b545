//! A function that does not exist, near none that does.
//! Twin: `pass/scopes.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, scopes(not("a")))]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
