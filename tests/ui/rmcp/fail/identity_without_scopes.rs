//! Scopes are demanded of an identity that has none.

#[path = "../common.rs"]
mod common;

use common::*;

struct Shop;

#[requires_auth]
#[tool_router]
impl Shop {
    #[tool]
    #[requires_auth(scopes("items:read"))]
    async fn items(&self, #[identity] who: User) -> String {
        who.id
    }
}

fn main() {}
