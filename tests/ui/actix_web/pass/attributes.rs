//! Drop-ins for the attributes that make routes.
#![deny(warnings)]

use super::common::*;
use requires_auth::actix_web::{connect, delete, get, head, options, patch, post, put, route, routes, trace};

#[requires_auth]
#[get("/items", name = "items")]
async fn items(page: web::Query<String>) -> String {
    page.into_inner()
}

#[requires_auth::public]
#[get("/health")]
async fn health() -> &'static str {
    "well"
}

/// Below it means the same.
#[get("/ready")]
#[requires_auth::public]
pub async fn ready() -> &'static str {
    "ready"
}

/// `optional` is a guard, and says so.
#[requires_auth(optional)]
#[get("/maybe")]
async fn maybe(#[identity] who: Option<Identity>) -> String {
    who.is_some().to_string()
}

mod imported {
    use requires_auth::public;

    #[public]
    #[tracing::instrument(skip_all)]
    #[requires_auth::actix_web::get("/open")]
    pub(super) async fn open() -> &'static str {
        "open"
    }
}

#[requires_auth]
#[route("/any", method = "GET", method = "POST")]
async fn any(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth(verifier = TOKENS)]
#[requires_auth::actix_web::routes]
#[get("/a")]
#[post("/b")]
#[tracing::instrument(skip_all)]
#[utoipa::path(get, path = "/a", responses((status = 200)))]
async fn several() -> &'static str {
    "several"
}

#[requires_auth::public]
#[routes]
#[get("/c")]
#[put("/d")]
async fn open_routes() -> &'static str {
    "open"
}

mod again {
    pub use requires_auth::*;
}

macro_rules! others {
    ($root:path; $($method:ident)*) => {$(
        #[requires_auth(crate = $root)]
        #[$method("/others")]
        async fn $method(body: web::Bytes) -> web::Bytes {
            body
        }
    )*};
}

others!(::requires_auth; connect delete head options);
others!(crate::pass::attributes::again; patch post put trace);

#[test]
fn runs() {
    let app = App::new().service(items).service(health).service(ready).service(maybe).service(imported::open).service(any);
    let app = app.service(several).service(open_routes).service(connect).service(delete).service(head).service(options);
    let _ = app.service(patch).service(post).service(put).service(trace);
}
