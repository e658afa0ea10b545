//! The same if the handler takes an identity.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::actix_web::routes;

#[routes]
#[get("/items")]
#[post("/items")]
async fn list_items(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

fn main() {
    let _ = App::new().service(list_items);
}
