//! The function of `on_reject` is not `async`.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

async fn refuse(_: Rejection) -> Answer {
    answer("no")
}

#[requires_auth(verifier = TOKENS, on_reject = refuse)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
