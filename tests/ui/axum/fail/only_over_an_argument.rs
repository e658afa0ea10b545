//! `only` is called before the extractors run.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::get;

#[requires_auth(only = |who| id == 7 && who.subject() == "ada")]
async fn handler(Path(id): Path<u32>) -> String {
    id.to_string()
}

fn main() {}
