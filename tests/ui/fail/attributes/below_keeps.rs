//! An attribute below an inline guard that is known to keep answers; vouching for it does not help.
//! Twin: `pass/below.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;
use requires_auth::public as cached;

#[requires_auth(verifier = TOKENS, allow_attributes(cached))]
#[cached]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
