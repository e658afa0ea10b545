//! No request beside the identity.
//! Twin: `pass/request.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
async fn handler(#[identity] who: Identity) -> Answer {
    answer(who.subject())
}

fn main() {}
