//! A checked route goes into a router by `.into()`; rustc shows where.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::axum::routing::get;

#[requires_auth]
async fn guarded() -> &'static str {
    "guarded"
}

fn main() {
    let _: Router<App> = Router::new().route("/", get(guarded));
}
