//! An extractor of the body that is not the last parameter.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{get, post};

#[requires_auth]
async fn handler(_item: Json<u32>, _id: Path<u32>) -> String {
    String::new()
}

fn main() {
    let _: Router<App> = Router::new().route("/", post(handler).into());
}
