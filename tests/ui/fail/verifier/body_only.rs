//! A mistake in the body alone points where it is.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
async fn handler(req: Request<String>, #[identity] who: Identity) -> Answer {
    let n: u8 = who.subject();
    missing(n, req)
}

fn main() {}
