//! A free function has no `self`.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = self.auth)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
