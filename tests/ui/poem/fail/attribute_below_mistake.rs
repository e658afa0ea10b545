//! A mistake of a guard is one error, whatever makes the handler.

use requires_auth::poem::{handler, requires_auth};
use requires_auth::Identity;

#[requires_auth(scope("items:read"))]
#[handler]
async fn list_items(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

fn main() {
    let _ = poem::get(list_items);
}
