//! The state has no authenticator with this tag.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{get, post};

enum Partner {}

#[requires_auth(authenticator = Partner)]
async fn handler() -> String {
    String::new()
}

fn main() {
    let _: Router<App> = Router::new().route("/", get(handler).into());
}
