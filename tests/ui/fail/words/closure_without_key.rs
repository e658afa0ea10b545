//! A word of other frameworks: a rule about the identity.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, |who| who.subject() == "ada")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
