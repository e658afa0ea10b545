//! The layer verifies.

#[path = "../common.rs"]
mod common;

use common::*;

struct Shop;

static TOKENS: u32 = 1;

#[requires_auth]
#[tool_router]
impl Shop {
    #[tool]
    #[requires_auth(verifier = TOKENS)]
    async fn items(&self) -> String {
        String::new()
    }
}

fn main() {}
