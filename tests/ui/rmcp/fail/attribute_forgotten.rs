//! The attribute of the block is forgotten, and `#[identity]` is left.

#[path = "../common.rs"]
mod common;

use common::*;

struct Shop;

#[tool_router]
impl Shop {
    #[tool]
    async fn items(&self, #[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

fn main() {}
