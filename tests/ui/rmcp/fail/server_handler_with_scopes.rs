//! Scopes belong to the tools.

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

#[requires_auth(scopes("items:read"))]
#[tool_handler]
impl ServerHandler for Shop {}

fn main() {}
