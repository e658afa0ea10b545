//! What is open has an attribute of its own.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, except = ["health"])]
async fn handler(req: Request<String>, #[identity] who: Identity) -> Answer {
    answer(format!("{}{}", who.subject(), req.body()))
}

fn main() {}
