//! Nothing makes a handler of it.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth]
#[tracing::instrument]
async fn any() -> &'static str {
    "any"
}

fn main() {}
