//! Rocket's state has no type to name.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(state = App)]
#[get("/")]
fn handler() {}

struct App;

fn main() {}
