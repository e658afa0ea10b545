//! A closure that waits.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, only = async |who| std::future::ready(who.subject() == "ada").await)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
