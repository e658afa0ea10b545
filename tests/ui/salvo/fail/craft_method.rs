//! A method of `#[craft]` alone: its guard belongs on the `impl` block.

#[path = "../common.rs"]
mod common;

use common::*;

#[craft]
impl Api {
    #[requires_auth]
    #[craft(handler)]
    fn any() -> &'static str {
        "any"
    }
}

fn main() {}
