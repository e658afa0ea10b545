//! A text cannot carry a rejection.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
async fn handler(req: Request<String>) -> String {
    req.into_body()
}

fn main() {}
