//! A `Result` is taken, as from other extractors.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(optional)]
async fn handler(#[identity] who: Result<Identity, Rejection>) {
    let _ = who;
}

fn main() {}
