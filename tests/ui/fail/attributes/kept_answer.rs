//! An attribute that keeps the answer of the first caller.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;
use requires_auth::public as cached;

#[requires_auth(verifier = TOKENS)]
#[cached]
async fn handler(req: Request<String>, #[identity] who: Identity) -> Answer {
    answer(format!("{}{}", who.subject(), req.body()))
}

fn main() {}
