//! A function that is not `async` cannot wait.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = Slow)]
fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
