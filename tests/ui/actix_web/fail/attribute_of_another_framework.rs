//! A handler of axum under the attribute for actix-web.

#[path = "../common.rs"]
mod common;

use common::*;

mod axum {
    pub(crate) use actix_web::main as debug_handler;
}

#[requires_auth]
#[axum::debug_handler]
async fn handler() -> String {
    String::new()
}

fn main() {
    
}
