//! The function borrows the rejection.
//! Twin: `pass/on_reject.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

fn refuse(_: &Rejection) -> Answer {
    answer("no")
}

#[requires_auth(verifier = TOKENS, on_reject = refuse)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
