//! An extractor is marked as the identity.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

struct State<T>(T);

#[requires_auth(verifier = TOKENS)]
async fn handler(req: Request<String>, #[identity] State(app): State<u8>) -> Answer {
    answer(format!("{app}{}", req.body()))
}

fn main() {}
