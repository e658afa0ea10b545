//! A handler is called by whoever has a guard, and nobody makes one.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth]
#[get("/")]
fn handler() {}

#[get("/open")]
fn open() {
    handler();
}

fn main() {}
