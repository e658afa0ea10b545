//! The same, where no parameter tells.

#[path = "../common.rs"]
mod common;

use common::*;

#[handler]
#[requires_auth]
async fn any() -> &'static str {
    "any"
}

fn main() {}
