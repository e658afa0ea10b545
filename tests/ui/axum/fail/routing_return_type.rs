//! A handler that returns what is no response.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{get, post};

struct Page;

#[requires_auth]
async fn handler() -> Page {
    Page
}

fn main() {
    let _: Router<App> = Router::new().route("/", get(handler).into());
}
