//! The first parameter is no request.
//! Twin: `pass/request.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
async fn handler(text: &str, req: Request<String>) -> Answer {
    answer(format!("{text}{}", req.body()))
}

fn main() {}
