//! The plain attribute over a request of axum guards nothing that a route knows of.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::get;

#[requires_auth::requires_auth(verifier = TOKENS)]
async fn handler(req: axum::extract::Request) -> Response {
    drop(req);
    "body".into_response()
}

fn main() {
    let _: Router<App> = Router::new().route("/", get(handler).into());
}
