//! The function of `on_reject` is not `async`.

#[path = "../common.rs"]
mod common;

use common::*;

async fn refuse(_: Rejection) -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[requires_auth(on_reject = refuse)]
async fn handler() -> HttpResponse {
    HttpResponse::Ok().finish()
}

fn main() {}
