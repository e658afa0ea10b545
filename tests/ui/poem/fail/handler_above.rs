//! `#[handler]` has looked at the parameters before the guard is there.

#[path = "../common.rs"]
mod common;

use common::*;

#[handler]
#[requires_auth]
async fn any(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

fn main() {}
