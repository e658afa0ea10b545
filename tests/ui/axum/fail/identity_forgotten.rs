//! The identity is not marked.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{get, post};

#[requires_auth]
async fn handler(who: Identity) -> String {
    who.subject().to_owned()
}

fn main() {
    let _: Router<App> = Router::new().route("/", get(handler).into());
}
