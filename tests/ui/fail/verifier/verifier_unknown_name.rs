//! A name that does not exist is rustc's to report.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKNES)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
