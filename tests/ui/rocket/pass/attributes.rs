//! Drop-ins for the attributes that make routes.
#![deny(warnings)]

use again::rocket::post;
use requires_auth::rocket::{delete, get, head, options, patch, put, requires_auth, route};
use requires_auth::{Identity, public};
use rocket::State;

#[requires_auth]
#[get("/items/<id>?<page>", rank = 2)]
async fn items(id: u32, #[identity] who: Identity, page: Option<u32>, state: &State<u32>) -> String {
    format!("{id} {page:?} {state} {}", who.subject())
}

#[public]
#[requires_auth::rocket::get("/health")]
fn health() -> &'static str {
    "well"
}

#[requires_auth(optional)]
#[get("/maybe")]
fn maybe(#[identity] who: Option<Identity>) -> String {
    who.is_some().to_string()
}

#[requires_auth]
#[route(PUT, uri = "/any/<id>", data = "<body>")]
fn any(id: &str, body: String) -> String {
    format!("{id} {body}")
}

macro_rules! others {
    ($root:path; $($method:ident)*) => {$(
        #[requires_auth(crate = $root)]
        #[$method("/others/<id>")]
        fn $method(id: u32) -> String {
            id.to_string()
        }
    )*};
}

others!(::requires_auth; delete head options patch put);

mod again {
    pub use requires_auth::*;
}

#[requires_auth(crate = crate::pass::attributes::again)]
#[post("/renamed", data = "<body>")]
fn renamed(body: String) -> String {
    body
}

#[test]
fn runs() {
    let routes = rocket::routes![items, health, maybe, any, delete, head, options, patch, put, renamed];
    let _ = rocket::build().manage(1_u32).mount("/", routes);
}
