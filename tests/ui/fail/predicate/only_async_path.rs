//! The path of a function that is `async`.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

async fn is_ada(who: &Identity) -> bool {
    who.subject() == "ada"
}

#[requires_auth(verifier = TOKENS, only = is_ada)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
