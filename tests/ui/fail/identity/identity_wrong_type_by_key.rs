//! Another type than the verifier gives.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, identity = User)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
