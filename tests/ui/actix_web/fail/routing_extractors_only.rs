//! A guarded handler with an argument that is no extractor.

#[path = "../common.rs"]
mod common;

use common::*;

struct NoExtractor;

#[requires_auth]
async fn handler(_: NoExtractor) -> &'static str {
    "never"
}

fn main() {
    let _ = routing::get().to(handler);
}
