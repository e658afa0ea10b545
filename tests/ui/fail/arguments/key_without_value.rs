//! Keys that want a value.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier, scopes, only)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
