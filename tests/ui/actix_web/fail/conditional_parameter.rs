//! A parameter that may not be there.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth]
async fn handler(#[cfg(unix)] id: web::Path<u32>, #[cfg_attr(unix, cfg(unix))] page: web::Query<u32>) -> String {
    id.to_string()
}

fn main() {}
