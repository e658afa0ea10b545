//! A function that answers with another type.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

fn refuse(_: Rejection) -> u8 {
    1
}

#[requires_auth(verifier = TOKENS, on_reject = refuse)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
