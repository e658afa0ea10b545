//! A handler that returns what is no response.

#[path = "../common.rs"]
mod common;

use common::*;

struct Page;

#[requires_auth]
async fn handler() -> Page {
    Page
}

fn main() {
    let _ = routing::get().to(handler);
}
