//! An extractor of another state than the router has.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{get, post};

#[requires_auth]
async fn handler(_state: State<NoAuth>, _id: Path<u32>) -> String {
    String::new()
}

fn main() {
    let _ = get::<_, _, App>(handler);
}
