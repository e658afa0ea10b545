//! An expression of another framework in a literal.
//! Twin: `pass/scopes.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, scopes("hasRole('ADMIN')"))]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
