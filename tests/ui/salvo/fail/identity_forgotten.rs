//! Without `#[identity]` the framework would have to extract it, and cannot; so it cannot fill an `Option` either.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth]
#[handler]
async fn any(who: Identity) -> String {
    who.subject().to_owned()
}

fn main() {}
