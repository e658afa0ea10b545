//! The handlers. A guarded one runs for nobody else, and none of its extractors does.

use axum::{
    Json,
    http::{StatusCode, header::CACHE_CONTROL},
    response::IntoResponse,
};
use requires_auth::{Identity, axum::requires_auth};
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
pub(crate) async fn list_items() -> Json<Vec<Item>> {
    Json(["lamp", "chair"].map(|name| Item { name: name.to_owned() }).into())
}

#[requires_auth(scopes("items:write"))]
pub(crate) async fn create_item(Json(item): Json<Item>) -> impl IntoResponse {
    (StatusCode::CREATED, Json(item))
}

#[requires_auth(authenticator = Admins)]
pub(crate) async fn admin(#[identity] who: Identity) -> String {
    format!("{} is the administrator\n", who.subject())
}

/// What a cookie or an API key let somebody see must not be kept by a shared cache (RFC 9110 16.4.2).
#[requires_auth(authenticator = Machines)]
pub(crate) async fn reports() -> impl IntoResponse {
    ([(CACHE_CONTROL, "private")], "all is well\n")
}

#[requires_auth]
pub(crate) async fn me(#[identity] who: Person) -> impl IntoResponse {
    ([(CACHE_CONTROL, "private")], format!("you are {}\n", who.name))
}
