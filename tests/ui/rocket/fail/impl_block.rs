//! Rocket's routes are functions.

#[path = "../common.rs"]
mod common;

use common::*;

struct Api;

#[requires_auth]
impl Api {
    #[get("/")]
    fn handler() {}
}

fn main() {}
