//! Vouching for nothing.
//! Twin: `pass/below.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, allow_attributes())]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
