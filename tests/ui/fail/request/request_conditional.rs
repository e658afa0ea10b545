//! A request that may not be there.
//! Twin: `pass/request.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
async fn handler(#[cfg(all())] req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
