//! A tool: its guard belongs on the `impl` block.

#[path = "../common.rs"]
mod common;

use common::*;

struct Shop;

#[tool_router]
impl Shop {
    #[requires_auth(scopes("items:read"))]
    #[tool]
    async fn items(&self) -> String {
        String::new()
    }
}

fn main() {}
