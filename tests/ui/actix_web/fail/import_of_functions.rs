//! The attribute for plain functions, on a route, and on a handler whose extractors give it away.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::requires_auth;

#[requires_auth]
#[actix_web::get("/")]
async fn any(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth]
async fn item(web::Path(id): web::Path<u32>) -> String {
    format!("{id}")
}

fn main() {
    let _ = App::new().service(any).route("/{id}", web::get().to(item));
}
