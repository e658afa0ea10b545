//! The handlers. A guarded one runs for nobody else, and none of its extractors does.

use poem::{
    IntoResponse, handler,
    http::{StatusCode, header::CACHE_CONTROL},
    web::Json,
};
use requires_auth::{Identity, poem::requires_auth};
use serde::{Deserialize, Serialize};

use crate::verifiers::{Admins, Machines, Person};

#[derive(Deserialize, Serialize)]
pub(crate) struct Item {
    name: String,
}

#[requires_auth::public]
#[handler]
pub(crate) fn public() -> &'static str {
    "everybody may read this\n"
}

#[requires_auth]
#[handler]
pub(crate) fn protected(#[identity] who: Identity) -> String {
    format!("hello, {}\n", who.subject())
}

#[requires_auth(scopes("items:read"))]
#[handler]
pub(crate) fn list_items() -> Json<Vec<Item>> {
    Json(["lamp", "chair"].map(|name| Item { name: name.to_owned() }).into())
}

#[requires_auth(scopes("items:write"))]
#[handler]
pub(crate) fn create_item(Json(item): Json<Item>) -> impl IntoResponse {
    (StatusCode::CREATED, Json(item))
}

#[requires_auth(authenticator = Admins)]
#[handler]
pub(crate) fn admin(#[identity] who: Identity) -> String {
    format!("{} is the administrator\n", who.subject())
}

/// What a cookie or an API key let somebody see must not be kept by a shared cache (RFC 9110 16.4.2).
#[requires_auth(authenticator = Machines)]
#[handler]
pub(crate) fn reports() -> impl IntoResponse {
    "all is well\n".with_header(CACHE_CONTROL, "private")
}

#[requires_auth]
#[handler]
pub(crate) fn me(#[identity] who: Person) -> impl IntoResponse {
    format!("you are {}\n", who.name).with_header(CACHE_CONTROL, "private")
}
