//! A word of other frameworks: where a browser logs in.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, login_url = "/login")]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
