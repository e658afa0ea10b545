//! The identity of a fixed token cannot be cloned for each request.

#[path = "../../common.rs"]
mod common;

use common::*;

struct Owner;

fn main() {
    let _ = StaticTokens::new([("secret", Owner)]);
}
