//! The handlers. A guarded one runs for nobody else, and none of its request guards does.

use requires_auth::{Identity, rocket::requires_auth};
use rocket::{
    Responder, get,
    http::{Header, Status},
    post,
    serde::{Deserialize, Serialize, json::Json},
};

use crate::verifiers::{Admins, Machines, Person};

#[derive(Deserialize, Serialize)]
#[serde(crate = "rocket::serde")]
pub(crate) struct Item {
    name: String,
}

/// What a cookie or an API key let somebody see must not be kept by a shared cache (RFC 9110 16.4.2).
#[derive(Responder)]
pub(crate) struct NotShared(String, Header<'static>);

fn not_shared(text: impl Into<String>) -> NotShared {
    NotShared(text.into(), Header::new("cache-control", "private"))
}

#[requires_auth::public]
#[get("/public")]
pub(crate) fn public() -> &'static str {
    "everybody may read this\n"
}

#[requires_auth]
#[get("/protected")]
pub(crate) fn protected(#[identity] who: Identity) -> String {
    format!("hello, {}\n", who.subject())
}

#[requires_auth(scopes("items:read"))]
#[get("/items")]
pub(crate) fn list_items() -> Json<Vec<Item>> {
    Json(["lamp", "chair"].map(|name| Item { name: name.to_owned() }).into())
}

#[requires_auth(scopes("items:write"))]
#[post("/items", data = "<item>")]
pub(crate) fn create_item(item: Json<Item>) -> (Status, Json<Item>) {
    (Status::Created, item)
}

#[requires_auth(authenticator = Admins)]
#[get("/admin")]
pub(crate) fn admin(#[identity] who: Identity) -> String {
    format!("{} is the administrator\n", who.subject())
}

#[requires_auth(authenticator = Admins)]
#[post("/admin")]
pub(crate) fn post_admin(#[identity] who: Identity) -> String {
    format!("{} is the administrator\n", who.subject())
}

#[requires_auth(authenticator = Machines)]
#[get("/reports")]
pub(crate) fn reports() -> NotShared {
    not_shared("all is well\n")
}

#[requires_auth]
#[get("/me")]
pub(crate) fn me(#[identity] who: Person) -> NotShared {
    not_shared(format!("you are {}\n", who.name))
}

#[requires_auth]
#[post("/me")]
pub(crate) fn post_me(#[identity] who: Person) -> NotShared {
    not_shared(format!("you are {}\n", who.name))
}
