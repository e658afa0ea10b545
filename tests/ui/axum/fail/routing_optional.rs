//! An `optional` guard admits unauthenticated requests.

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

#[requires_auth(optional)]
async fn maybe(#[identity] who: Option<Identity>) {
    let _ = who;
}

fn main() {
    let _: routing::GuardedRoutes<App> = get(maybe);
}
