//! A function inside of the attribute.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, on_reject = async fn refuse(_: Rejection) -> Answer { answer("no") })]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
