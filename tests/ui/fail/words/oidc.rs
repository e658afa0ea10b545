//! A provider belongs to the verifier.
//! Twin: `pass/plain.rs`.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS, oidc = "https://issuer.example")]
async fn handler(req: Request<String>, #[identity] who: Identity) -> Answer {
    answer(format!("{}{}", who.subject(), req.body()))
}

fn main() {}
