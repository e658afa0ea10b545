//! No other crate says what a guard is.

#[path = "../common.rs"]
mod common;

use common::*;

fn table() -> Policies {
    Policies::new().tool::<Identity, ()>("items")
}

fn main() {}
