//! A handler whose error is no response.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{get, post};

struct Failed;

#[requires_auth]
async fn handler() -> Result<String, Failed> {
    Err(Failed)
}

fn main() {
    let _: Router<App> = Router::new().route("/", get(handler).into());
}
