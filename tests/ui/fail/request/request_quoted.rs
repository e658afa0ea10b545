//! A name between quotes.
//! Twin: `pass/request.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, request = "req")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
