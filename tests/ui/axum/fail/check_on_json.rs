//! `check` in a handler whose return type cannot carry a refusal.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(check = id == 1)]
async fn handler(Path(id): Path<u32>) -> Json<u32> {
    Json(id)
}

fn main() {}
