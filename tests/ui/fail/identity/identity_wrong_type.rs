//! Another type than the verifier gives.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
async fn handler(req: Request<String>, #[identity] who: User) -> Answer {
    answer(format!("{}{}", who.name, req.body()))
}

fn main() {}
