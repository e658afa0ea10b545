//! The function returns a boxed future.
//! Twin: `pass/on_reject.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;
use std::pin::Pin;

fn refuse(_: Rejection) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
    Box::pin(async { answer("no") })
}

#[requires_auth(verifier = TOKENS, on_reject = refuse)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
