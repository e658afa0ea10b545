//! What makes the application is not a handler.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth]
fn rocket() -> rocket::Rocket<rocket::Build> {
    rocket::build()
}

fn main() {}
