//! A closure does not say how credentials are carried.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = |token: &str| token == "secret")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
