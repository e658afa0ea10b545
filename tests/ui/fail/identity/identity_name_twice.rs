//! Another parameter has the name of the identity: it would hide who was verified.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, check = who.subject() == "ada")]
async fn edit(req: Request<String>, #[identity] who: Identity, (who, text): (Identity, String)) -> Answer {
    answer(format!("{} {text} {}", who.subject(), req.body()))
}

fn main() {}
