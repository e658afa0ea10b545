//! A route cannot be turned to another handler.

#[path = "../common.rs"]
mod common;

use common::*;

fn main() {
    let _ = routing::get().to(guarded).to(open);
}
