//! An open handler with extractors.

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

async fn items(Path(id): Path<u32>, Json(item): Json<u32>) -> String {
    format!("{id} {item}")
}

fn main() {
    let _: routing::GuardedRoutes<App> = post(items);
}
