//! The framework hands over the request.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(request = req)]
async fn handler(req: axum::extract::Request) {
    let _ = req;
}

fn main() {}
