//! What configures routes is not a handler.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth]
fn configure(config: &mut web::ServiceConfig) {
    drop(config);
}

fn main() {}
