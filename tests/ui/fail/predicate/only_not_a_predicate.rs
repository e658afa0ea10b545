//! A function of something else.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

fn is_long(text: &String) -> bool {
    text.len() > 1
}

#[requires_auth(verifier = TOKENS, only = is_long)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
