//! A handler that is not `async`.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth]
fn handler() -> String {
    String::new()
}

fn main() {
    let _ = routing::get().to(handler);
}
