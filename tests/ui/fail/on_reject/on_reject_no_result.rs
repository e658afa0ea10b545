//! The handler returns a `Result`, and the function what is in it.
//! Twin: `pass/on_reject.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

fn refuse(_: Rejection) -> Answer {
    answer("no")
}

#[requires_auth(verifier = TOKENS, on_reject = refuse)]
async fn handler(req: Request<String>) -> Result<Answer, String> {
    Ok(answer(req.into_body()))
}

fn main() {}
