//! What cannot be guarded: a function for another language.
//! Twin: `pass/targets.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
extern "C" fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
