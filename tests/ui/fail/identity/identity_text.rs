//! A text is borrowed from the identity, and is none.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
async fn handler(req: Request<String>, #[identity] who: &str) -> Answer {
    answer(format!("{who}{}", req.body()))
}

fn main() {}
