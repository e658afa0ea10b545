//! The function of `on_reject` is not `async`.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::get;

async fn refuse(_: Rejection) -> Response {
    "no".into_response()
}

#[requires_auth(on_reject = refuse)]
async fn handler() -> String {
    String::new()
}

fn main() {}
