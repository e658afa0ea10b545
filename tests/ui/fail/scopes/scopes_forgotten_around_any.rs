//! `any` is no key.
//! Twin: `pass/plain.rs`, and `scopes(any("items:read", "items:write"))`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, any("items:read", "items:write"))]
async fn handler(req: Request<String>, #[identity] who: Identity) -> Answer {
    answer(format!("{}{}", who.subject(), req.body()))
}

fn main() {}
