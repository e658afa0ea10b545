//! A key that is not understood is never ignored.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, state = AppState<u8, u8>)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
