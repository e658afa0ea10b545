//! A mistake in the body is shown beside the one in the attribute.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, onyl = is_ada)]
async fn handler(req: Request<String>, #[identity] who: Identity) -> Answer {
    let n: u8 = who.subject();
    answer(format!("{n}{}", req.body()))
}

fn main() {}
