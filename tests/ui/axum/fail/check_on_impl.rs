//! `check` in a handler that does not say what it returns.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(check = id == 1)]
async fn handler(Path(id): Path<u32>) -> impl IntoResponse {
    Json(id)
}

fn main() {}
