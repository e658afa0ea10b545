//! What holds for all handlers of an application is said where its authenticator is built.
//! Twin: `pass/plain.rs`, and `Authenticator::builder(verifier).realm("shop").build()`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, realm = "shop")]
async fn handler(req: Request<String>, #[identity] who: Identity) -> Answer {
    answer(format!("{}{}", who.subject(), req.body()))
}

fn main() {}
