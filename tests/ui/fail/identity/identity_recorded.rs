//! A span's field that reads the identity.
//! Twin: `pass/plain.rs`, and the guide's page with a span.

#[path = "../../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
#[tracing::instrument(skip_all, fields(user = %who.subject()))]
async fn handler(req: Request<String>, #[identity] who: Identity) -> Answer {
    answer(req.into_body() + who.subject())
}

fn main() {}
