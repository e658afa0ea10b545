//! `public` says one thing only.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth::public(for_now)]
async fn handler(req: Request<String>) -> Answer {
    answer(req.into_body())
}

fn main() {}
