//! The same with a receiver.

#[path = "../common.rs"]
mod common;

use common::*;

#[craft]
impl Api {
    #[craft(handler)]
    #[requires_auth]
    fn any(&self) -> &'static str {
        "any"
    }
}

fn main() {}
