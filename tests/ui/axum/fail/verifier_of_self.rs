//! A handler has no `self`.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{get, post};

#[requires_auth(verifier = self.auth)]
async fn handler() -> String {
    String::new()
}

fn main() {
    let _: Router<App> = Router::new().route("/", get(handler).into());
}
