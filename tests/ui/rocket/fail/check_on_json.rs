//! A check refuses inside of the handler, which must be able to.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(check = who.subject() == "ada")]
#[get("/")]
fn handler(#[identity] who: Identity) -> Json<u8> {
    Json(0)
}

fn main() {}
