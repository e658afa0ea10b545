//! An `impl` block is not a handler.

use requires_auth::poem::{handler, requires_auth};

struct Api;

#[requires_auth]
#[handler]
impl Api {
    async fn list_items() -> &'static str {
        "items"
    }
}

fn main() {}
