//! A guarded handler cannot be called without a guard.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth]
#[handler]
async fn guarded() -> &'static str {
    "guarded"
}

async fn elsewhere() -> &'static str {
    guarded::guarded().await
}

fn main() {}
