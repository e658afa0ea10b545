//! A mistake of a guard is one error, whatever makes the route.

use requires_auth::rocket::{get, put, requires_auth};
use requires_auth::Identity;

#[requires_auth(scope("items:read"))]
#[get("/items")]
fn list_items(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth::public(everybody)]
#[put("/open")]
fn open() -> &'static str {
    "open"
}

fn main() {
    let _ = rocket::routes![list_items, open];
}
