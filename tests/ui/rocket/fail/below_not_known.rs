//! A2: an attribute below the guard of a handler that is not known by its name.
//! Twin: `pass/below.rs`, with the line that is shown.

#[path = "../common.rs"]
mod common;

use common::*;
use rocket::get as read;

#[requires_auth]
#[read("/")]
fn renamed(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

fn main() {}
