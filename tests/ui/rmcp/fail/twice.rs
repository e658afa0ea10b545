//! Two attributes on one block.

#[path = "../common.rs"]
mod common;

use common::*;

struct Shop;

#[requires_auth]
#[requires_auth(only = |who: &Identity| who.subject() == "ada")]
#[tool_router]
impl Shop {
    #[tool]
    async fn items(&self, #[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

fn main() {}
