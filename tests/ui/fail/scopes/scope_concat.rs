//! Macros are not expanded inside attributes.
//! Twin: `pass/scopes.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, scopes(concat!("items", ":read")))]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
