//! The guard is below the attribute that makes the route.

use requires_auth::rocket::{post, requires_auth};
use requires_auth::Identity;

#[post("/items", data = "<item>")]
#[requires_auth]
fn create(#[identity] who: Identity, item: String) -> String {
    format!("{} {item}", who.subject())
}

fn main() {
    let _ = rocket::routes![create];
}
