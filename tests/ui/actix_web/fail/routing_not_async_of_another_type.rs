//! A handler that is not `async`, which only the route can see.

#[path = "../common.rs"]
mod common;

use common::*;

struct Page;

#[requires_auth]
fn handler() -> Page {
    Page
}

fn main() {
    let _ = routing::get().to(handler);
}
