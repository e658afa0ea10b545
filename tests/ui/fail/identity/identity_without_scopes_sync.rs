//! An identity that knows no scopes.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = USERS, scopes("items:read"))]
fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
