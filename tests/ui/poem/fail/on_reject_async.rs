//! What answers a rejected request is there at once.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(on_reject = refuse)]
#[handler]
async fn guarded() -> &'static str {
    "guarded"
}

async fn refuse(_: Rejection) -> Response {
    Response::builder().finish()
}

fn main() {}
