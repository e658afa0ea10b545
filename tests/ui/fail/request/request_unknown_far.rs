//! No parameter of that name, and none near.
//! Twin: `pass/request.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, request = context)]
async fn handler(req: Request<String>, _: u8, n: u8) -> Answer {
    answer(format!("{n}{}", req.body()))
}

fn main() {}
