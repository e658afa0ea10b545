//! `request` is for a verifier.
//! Twin: `pass/request.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(request = req)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
