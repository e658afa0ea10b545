//! The response itself is named.
//! Twin: `pass/on_reject.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

const refuse: &str = "no";

#[requires_auth(verifier = TOKENS, on_reject = refuse)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
