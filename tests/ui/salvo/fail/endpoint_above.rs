//! `#[endpoint]` has looked at the parameters before the guard is there.

#[path = "../common.rs"]
mod common;

use common::*;

#[endpoint]
#[requires_auth]
async fn any() -> &'static str {
    "any"
}

fn main() {}
