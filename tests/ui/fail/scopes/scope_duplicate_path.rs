//! A scope twice in one list, by its constant.
//! Twin: `pass/scopes.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, scopes(READ, crate::common::READ, READ))]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
