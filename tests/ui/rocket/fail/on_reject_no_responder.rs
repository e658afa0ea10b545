//! What answers a refusal is something that rocket can answer with.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(on_reject = answer)]
#[get("/")]
fn handler() {}

fn answer(_: Rejection) -> User {
    User
}

fn main() {}
