//! The route's attribute above the guard has looked at the parameters already.

#[path = "../common.rs"]
mod common;

use common::*;

#[get("/")]
#[requires_auth]
fn handler() {}

fn main() {}
