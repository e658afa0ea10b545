//! A parameter before the last that is no extractor.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{get, post};

struct Item;

#[requires_auth]
async fn handler(_item: Item, _id: Path<u32>) -> String {
    String::new()
}

fn main() {
    let _: Router<App> = Router::new().route("/", get(handler).into());
}
