//! A `Result` is taken, as from other extractors.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, optional)]
async fn handler(req: Request<String>, #[identity] who: Result<Identity, Rejection>) -> Answer {
    answer(format!("{}{}", who.is_ok(), req.body()))
}

fn main() {}
