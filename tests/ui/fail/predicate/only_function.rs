//! A function inside of the attribute.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, only = fn is_ada(who: &Identity) -> bool { who.subject() == "ada" })]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
