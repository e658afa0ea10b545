//! An attribute that may be `#[tool]` under another name.

#[path = "../common.rs"]
mod common;

use common::*;

use rmcp::tool as t;

struct Shop;

#[requires_auth]
#[tool_router(allow_empty)]
impl Shop {
    #[t]
    async fn items(&self) -> String {
        String::new()
    }
}

fn main() {}
