//! A borrowed extractor is marked as the identity.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth]
#[get("/")]
fn handler(#[identity] who: &State<Identity>) -> String {
    who.subject().to_owned()
}

fn main() {}
