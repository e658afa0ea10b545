//! A second guard.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth]
#[requires_auth]
#[handler]
async fn any() -> &'static str {
    "any"
}

fn main() {}
