//! `#[tool_handler]` has written a list of all tools already.

#[path = "../common.rs"]
mod common;

use common::*;

struct Shop;

#[requires_auth]
#[tool_router]
impl Shop {
    #[tool]
    async fn items(&self, #[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

#[tool_handler]
#[requires_auth]
impl ServerHandler for Shop {}

fn main() {}
