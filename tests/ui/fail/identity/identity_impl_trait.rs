//! The identity has one type.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
async fn handler(req: Request<String>, #[identity] who: impl Clone) -> Answer {
    let _ = who.clone();
    answer(req.into_body())
}

fn main() {}
