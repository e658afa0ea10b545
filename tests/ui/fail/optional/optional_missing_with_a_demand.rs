//! An `Option` beside a demand.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, only = |who| who.subject() == "ada")]
async fn handler(req: Request<String>, #[identity] who: Option<Identity>) -> Answer {
    answer(format!("{}{}", who.is_some(), req.body()))
}

fn main() {}
