//! One scope, with a space that does not belong there.
//! Twin: `pass/scopes.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, scopes("items: read"))]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

#[requires_auth(verifier = TOKENS, scopes("api /items orders"))]
async fn several(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
