//! Two guards around a route attribute.

#[path = "../common.rs"]
mod common;

use common::*;

use actix_web::get;

#[requires_auth]
#[get("/")]
#[requires_auth]
async fn handler() -> &'static str {
    "never"
}

fn main() {}
