//! The guard is below the attribute that makes the route.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::actix_web::post;

#[post("/items")]
#[requires_auth(scopes("items:write"))]
async fn create(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

fn main() {
    let _ = App::new().service(create);
}
