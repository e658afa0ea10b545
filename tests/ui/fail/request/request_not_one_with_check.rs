//! The first parameter is no request, and `check` asks it once more: one error still.
//! Twin: `pass/request.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, check = who.subject() == text)]
async fn handler(text: String, #[identity] who: Identity) -> Answer {
    answer(who.subject().to_owned())
}

fn main() {}
