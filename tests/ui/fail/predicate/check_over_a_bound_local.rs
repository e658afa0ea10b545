//! `check` knows no variable of the body, however it is bound.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, check = [1].iter().all(|n| *n == page))]
async fn handler(req: Request<String>) -> Answer {
    let (page, _) = (1, req.body());
    answer(page.to_string())
}

fn main() {}
