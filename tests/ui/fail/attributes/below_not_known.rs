//! An attribute below an inline guard that nobody knows.
//! Twin: `pass/below.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;
use requires_auth::public as metrics;

#[requires_auth(verifier = TOKENS)]
#[metrics]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
