//! Without `#[identity]` an `Option` would be filled by the framework: it cannot be.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth]
#[handler]
async fn any(who: Option<Identity>) -> String {
    format!("{}", who.is_some())
}

fn main() {}
