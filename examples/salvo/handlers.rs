//! The handlers. A guarded one runs for nobody else, and none of its extractors does.

use requires_auth::{Identity, salvo::requires_auth};
use salvo::{
    Response, Writer,
    extract::JsonBody,
    handler,
    http::{StatusCode, header::CACHE_CONTROL},
    writing::Json,
};
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
pub(crate) fn create_item(item: JsonBody<Item>) -> (StatusCode, Json<Item>) {
    (StatusCode::CREATED, Json(item.into_inner()))
}

#[requires_auth(authenticator = Admins)]
#[handler]
pub(crate) fn admin(#[identity] who: Identity) -> String {
    format!("{} is the administrator\n", who.subject())
}

#[requires_auth(authenticator = Machines)]
#[handler]
pub(crate) fn reports(response: &mut Response) -> &'static str {
    not_shared(response);
    "all is well\n"
}

#[requires_auth]
#[handler]
pub(crate) fn me(#[identity] who: Person, response: &mut Response) -> String {
    not_shared(response);
    format!("you are {}\n", who.name)
}

/// What a cookie or an API key let somebody see must not be kept by a shared cache (RFC 9110 16.4.2).
fn not_shared(response: &mut Response) {
    response.headers_mut().insert(CACHE_CONTROL, salvo::http::HeaderValue::from_static("private"));
}
