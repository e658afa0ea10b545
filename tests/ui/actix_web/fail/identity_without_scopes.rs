//! Scopes of an identity that has none.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(scopes("items:read"))]
async fn handler(#[identity] who: User) -> String {
    who.name.to_owned()
}

fn main() {
    let _ = web::get().to(handler);
}
