//! An open handler with arguments on a guarded route.

#[path = "../common.rs"]
mod common;

use common::*;

async fn path(id: web::Path<u32>) -> String {
    id.to_string()
}

fn main() {
    let _ = routing::get().to(path);
}
