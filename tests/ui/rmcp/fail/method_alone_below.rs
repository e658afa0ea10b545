//! The same below `#[tool]`.

#[path = "../common.rs"]
mod common;

use common::*;

struct Shop;

#[tool_router]
impl Shop {
    #[tool]
    #[requires_auth]
    async fn items(&self) -> String {
        String::new()
    }
}

fn main() {}
