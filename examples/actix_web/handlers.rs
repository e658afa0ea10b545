//! The handlers. A guarded one runs for nobody else, and none of its extractors does.

use actix_web::{
    HttpResponse, Responder,
    http::{StatusCode, header::CACHE_CONTROL},
    web::Json,
};
use requires_auth::{Identity, actix_web::requires_auth};
use serde::{Deserialize, Serialize};

use crate::verifiers::{Admins, Machines, Person};

#[derive(Deserialize, Serialize)]
pub(crate) struct Item {
    name: String,
}

pub(crate) async fn public() -> &'static str {
    "everybody may read this\n"
}

#[requires_auth]
pub(crate) async fn protected(#[identity] who: Identity) -> String {
    format!("hello, {}\n", who.subject())
}

#[requires_auth(scopes("items:read"))]
pub(crate) async fn list_items() -> impl Responder {
    Json(["lamp", "chair"].map(|name| Item { name: name.to_owned() }))
}

#[requires_auth(scopes("items:write"))]
pub(crate) async fn create_item(item: Json<Item>) -> impl Responder {
    (item, StatusCode::CREATED)
}

#[requires_auth(authenticator = Admins)]
pub(crate) async fn admin(#[identity] who: Identity) -> String {
    format!("{} is the administrator\n", who.subject())
}

/// What a cookie or an API key let somebody see must not be kept by a shared cache (RFC 9110 16.4.2).
#[requires_auth(authenticator = Machines)]
pub(crate) async fn reports() -> impl Responder {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "private")).body("all is well\n")
}

#[requires_auth]
pub(crate) async fn me(#[identity] who: Person) -> impl Responder {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "private")).body(format!("you are {}\n", who.name))
}
