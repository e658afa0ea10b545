//! An optional guard has an optional identity.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(optional)]
async fn handler(#[identity] who: Identity) {
    let _ = who;
}

fn main() {}
