//! A tool under a condition that does not hold: rmcp's router names it. In a block of its own it is in `pass/orders.rs`.

#[path = "../common.rs"]
mod common;

use common::*;

struct Shop;

#[requires_auth]
#[tool_router]
impl Shop {
    #[tool]
    async fn items(&self) -> String {
        String::new()
    }

    #[cfg(any())]
    #[tool]
    async fn missing(&self) -> String {
        String::new()
    }
}

fn main() {}
