//! `check` that is no `bool`.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(check = id)]
async fn handler(Path(id): Path<u32>) -> Response {
    Json(id).into_response()
}

fn main() {}
