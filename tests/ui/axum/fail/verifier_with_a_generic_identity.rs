//! A verifier gives one identity type.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(verifier = TOKENS)]
async fn handler<T>(#[identity] who: T) {
    let _ = who;
}

fn main() {}
