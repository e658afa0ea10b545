//! The request is not the first parameter.
//! Twin: `pass/request.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
async fn handler(id: u32, req: Request<String>) -> Answer {
    answer(format!("{id}{}", req.body()))
}

fn main() {}
