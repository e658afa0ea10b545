//! A checked route goes into an application by `.into()`; rustc shows where.

#[path = "../common.rs"]
mod common;

use common::*;

fn main() {
    let _ = App::new().route("/", routing::get().to(guarded));
}
