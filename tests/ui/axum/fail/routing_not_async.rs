//! A handler that is not `async`.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{get, post};

#[requires_auth]
fn handler() -> &'static str {
    "items"
}

fn main() {
    let _: Router<App> = Router::new().route("/", get(handler).into());
}
