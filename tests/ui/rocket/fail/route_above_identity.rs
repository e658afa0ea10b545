//! The same, with an identity.

#[path = "../common.rs"]
mod common;

use common::*;

#[get("/")]
#[requires_auth]
async fn handler(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

fn main() {}
