//! A value of a type that is no verifier.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

static NUMBER: u8 = 5;

#[requires_auth(verifier = NUMBER, scopes("items:read"))]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
