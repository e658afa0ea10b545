//! A word of other frameworks: writes from other sites.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, csrf)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
