//! A guard was removed, and the attribute that makes the handler is ours.

use requires_auth::poem::handler;

#[handler]
async fn list_items() -> &'static str {
    "items"
}

fn main() {
    let _ = poem::get(list_items);
}
