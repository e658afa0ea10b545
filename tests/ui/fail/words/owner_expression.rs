//! An expression of Spring over the arguments.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, "#id == authentication.principal.id")]
async fn handler(req: Request<String>, #[identity] who: Identity) -> Answer {
    answer(format!("{}{}", who.subject(), req.body()))
}

fn main() {}
