//! `self` is not the request.
//! Twin: `pass/request.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, request = self)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
