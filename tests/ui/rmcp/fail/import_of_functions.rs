//! The attribute of functions instead of that of rmcp.

#[path = "../common.rs"]
mod common;

use common::*;

struct Shop;

#[requires_auth::requires_auth]
#[tool_router]
impl Shop {
    #[tool]
    async fn items(&self) -> String {
        String::new()
    }
}

fn main() {}
