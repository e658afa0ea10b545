//! An open handler on a guarded route.

#[path = "../common.rs"]
mod common;

use common::*;

fn main() {
    let _ = routing::get().to(open);
}
