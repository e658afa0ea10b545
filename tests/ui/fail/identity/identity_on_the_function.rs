//! The mark of the identity belongs to its parameter.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
#[identity]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
