//! An open handler behind a guarded one.

#[path = "../common.rs"]
mod common;

use common::*;

fn main() {
    let _ = routing::resource("/").get(guarded).delete(open);
}
