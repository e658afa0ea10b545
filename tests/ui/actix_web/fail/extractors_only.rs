//! A guarded handler with an argument that is no extractor, on a route of the framework's own.

#[path = "../common.rs"]
mod common;

use common::*;

struct NoExtractor;

#[requires_auth]
async fn handler(_: NoExtractor) -> &'static str {
    "never"
}

fn main() {
    let _ = web::get().to(handler);
}
