//! An open fallback behind a guarded handler.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{self, get, post, public};

#[requires_auth]
async fn guarded() -> &'static str {
    "guarded"
}

async fn open() -> &'static str {
    "open"
}

fn main() {
    let _: routing::GuardedRoutes<App> = get(guarded).fallback(open);
}
