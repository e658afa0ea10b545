//! A word of other frameworks: one of several roles in one text.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, Roles = "admin,user")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
