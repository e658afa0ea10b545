//! A function of other frameworks.
//! Twin: `pass/scopes.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, scopes(has_role("admin")))]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
