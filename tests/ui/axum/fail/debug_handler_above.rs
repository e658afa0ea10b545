//! `#[debug_handler]` has looked at the handler before its guard is there.

#[path = "../common.rs"]
mod common;

use common::*;

#[axum::debug_handler(state = App)]
#[requires_auth]
async fn handler(#[identity] who: Identity) {
    let _ = who;
}

fn main() {}
