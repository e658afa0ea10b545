//! The type is said twice.
//! Twin: `pass/plain.rs`.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, identity = Identity)]
async fn handler(req: Request<String>, #[identity] who: Identity) -> Answer {
    answer(format!("{}{}", who.subject(), req.body()))
}

fn main() {}
