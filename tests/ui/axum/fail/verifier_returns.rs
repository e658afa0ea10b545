//! A4. An expression names who verifies: it does not hand out an identity.
//! Twin: `pass/twins.rs`.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = { if true { return Ok(Identity::new("root")) } &*TOKENS })]
async fn returns(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth(verifier = find()?)]
async fn asks(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

fn find() -> Result<&'static StaticTokens, Rejection> {
    Ok(&TOKENS)
}

fn main() {}
