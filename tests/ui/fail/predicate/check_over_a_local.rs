//! `check` is evaluated before the body, whose variables it does not know.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, check = owner == who.subject())]
async fn handler(req: Request<String>, #[identity] who: Identity) -> Answer {
    let owner = req.body().clone();
    answer(format!("{owner}{}", who.subject()))
}

fn main() {}
