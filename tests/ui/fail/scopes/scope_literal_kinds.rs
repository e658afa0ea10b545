//! Literals that are no text.
//! Twin: `pass/scopes.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, scopes(b"a", 5, true, 'c', c"d", 1.5, b'e'))]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
