//! The attribute for plain functions, on a route.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::requires_auth;

#[requires_auth(scopes("items:read"))]
#[get("/<id>")]
async fn item(id: u32, #[identity] who: Identity) -> String {
    format!("{id} {}", who.subject())
}

fn main() {
    let _ = routes![item];
}
