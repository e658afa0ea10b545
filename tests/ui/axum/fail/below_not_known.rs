//! A2: an attribute below the guard of a handler that is not known by its name.
//! Twin: `pass/below.rs`, with the line that is shown.

#[path = "../common.rs"]
mod common;

use common::*;
use axum::debug_handler as dh;
use memoizing::remembers;

#[requires_auth]
#[remembers]
#[dh(state = App)]
async fn renamed(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

pub struct Shop;

#[requires_auth(scopes("items:read"))]
#[cfg_attr(all(), allow(clippy::unused_async))]
impl Shop {
    #[remembers]
    async fn items(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

fn main() {}
