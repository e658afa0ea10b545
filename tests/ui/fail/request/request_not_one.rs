//! The first parameter is no request.
//! Twin: `pass/request.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
async fn handler(text: String) -> Answer {
    answer(text)
}

fn main() {}
