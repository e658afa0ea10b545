//! A return type that cannot carry a refusal.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
async fn handler(req: Request<String>) -> Vec<String> {
    vec![req.into_body()]
}

fn main() {}
