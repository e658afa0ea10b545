//! `optional` takes no list.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, optional(true))]
async fn handler(req: Request<String>, #[identity] who: Option<Identity>) -> Answer {
    answer(who.map_or(req.into_body(), |who| who.subject().to_owned()))
}

fn main() {}
