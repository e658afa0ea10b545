//! A guard was removed, and the attribute that makes the handler is ours.

use requires_auth::salvo::{endpoint, handler};
use salvo::Router;

#[handler]
async fn list_items() -> &'static str {
    "items"
}

#[endpoint(tags("items"))]
async fn find_item() -> &'static str {
    "item"
}

struct Api;

#[handler]
impl Api {
    async fn handle(&self) -> &'static str {
        "api"
    }
}

fn main() {
    let _ = Router::new().get(list_items).post(find_item).put(Api);
}
