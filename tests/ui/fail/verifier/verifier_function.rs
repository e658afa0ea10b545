//! A function that takes the text of a token is no verifier yet.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

fn verify(_: &str) -> Result<Identity, VerifyError> {
    Err(VerifyError::invalid())
}

#[requires_auth(verifier = verify)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
