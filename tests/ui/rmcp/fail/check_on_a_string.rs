//! `check` in a tool whose return type cannot carry a refusal.

#[path = "../common.rs"]
mod common;

use common::*;

struct Shop;

#[requires_auth]
#[tool_router]
impl Shop {
    #[tool]
    #[requires_auth(check = who.subject() == "ada")]
    async fn items(&self, #[identity] who: Identity) -> String {
        String::new()
    }
}

fn main() {}
