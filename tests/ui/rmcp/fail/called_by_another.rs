//! A guarded tool cannot be called without a guard.

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

    async fn elsewhere(&self) -> String {
        self.items().await
    }
}

fn main() {}
