//! The state is marked as the identity.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{get, post};

#[requires_auth]
async fn handler(#[identity] State(_app): State<App>) -> String {
    String::new()
}

fn main() {
    let _: Router<App> = Router::new().route("/", get(handler).into());
}
