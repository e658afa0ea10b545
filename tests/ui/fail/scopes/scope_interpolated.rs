//! A scope is known when the program is compiled.
//! Twin: `pass/scopes.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, scopes(format!("{}:read", name)))]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
