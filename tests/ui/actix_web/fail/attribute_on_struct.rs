//! What is no function becomes no route.

use requires_auth::actix_web::get;

#[get("/items")]
struct Items;

fn main() {}
