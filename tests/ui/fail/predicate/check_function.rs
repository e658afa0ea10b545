//! A function inside of the attribute.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, check = fn is_open() -> bool { req.body() == "open" })]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
