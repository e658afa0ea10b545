//! `check` names a `self` that the function does not have.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, check = self.open)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
