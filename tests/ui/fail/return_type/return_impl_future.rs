//! A function that returns a future it does not name.
//! Twin: `pass/targets.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

use std::future::Future;

#[requires_auth(verifier = TOKENS)]
fn handler(req: Request<String>) -> impl Future<Output = Answer> {
    async move { answer(req.into_body()) }
}

fn main() {}
