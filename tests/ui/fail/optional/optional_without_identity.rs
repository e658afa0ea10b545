//! Nobody would know who it is.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, optional)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
