//! The routes. A guarded handler runs only for authenticated callers, and a body is read only after the guard.

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header::CACHE_CONTROL},
    response::IntoResponse,
};
use requires_auth::{
    Authenticator, Identity, Scope,
    axum::{
        requires_auth,
        routing::{get, public},
    },
    verifiers::Oidc,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::callers::{Admins, AnyToken, Callers, Machines, Opaque, People};

/// Also named in the metadata.
pub(crate) const READ: Scope = Scope::new("items:read");
pub(crate) const WRITE: Scope = Scope::new("items:write");

#[derive(Deserialize, Serialize)]
struct Item {
    name: String,
}

async fn open() -> &'static str {
    "everybody may read this\n"
}

/// The process is well. Whether it has the provider's keys is another question: a restart would not bring them.
async fn health(State(provider): State<Oidc>) -> Json<Value> {
    let keys = if provider.status().is_ready() { "ready" } else { "missing" };
    Json(json!({ "status": "ok", "keys": keys }))
}

#[requires_auth(authenticator = AnyToken)]
async fn protected(#[identity] who: Identity) -> String {
    format!("hello, {}\n", who.subject())
}

#[requires_auth(scopes(READ))]
async fn list_items() -> Json<Vec<Item>> {
    Json(["lamp", "chair"].map(|name| Item { name: name.to_owned() }).into())
}

#[requires_auth(scopes(WRITE))]
async fn create_item(Json(item): Json<Item>) -> impl IntoResponse {
    (StatusCode::CREATED, Json(item))
}

/// The client gets another token, after its user was authenticated in this way (RFC 9470).
#[requires_auth(acr("gold"))]
async fn stepup(#[identity] who: Identity) -> String {
    format!("hello, {}, by {}\n", who.subject(), who.acr().unwrap_or_default())
}

#[requires_auth(authenticator = Opaque, scopes(READ))]
async fn opaque(#[identity] who: Identity) -> String {
    format!("hello, {}, whose token was looked up\n", who.subject())
}

#[requires_auth(authenticator = Admins)]
async fn admin(#[identity] who: Identity) -> String {
    format!("{} is the administrator\n", who.subject())
}

/// Shared caches must not store a response that depends on an API key or a cookie (RFC 9110 16.4.2).
#[requires_auth(authenticator = Machines)]
async fn reports() -> impl IntoResponse {
    ([(CACHE_CONTROL, "private")], "all is well\n")
}

#[requires_auth(authenticator = People)]
async fn me(#[identity] who: Identity) -> impl IntoResponse {
    ([(CACHE_CONTROL, "private")], format!("you are {}\n", who.subject()))
}

/// A handler without the attribute does not compile here, unless it is wrapped in `public`.
pub(crate) fn routes(callers: Callers, opaque_callers: Option<Authenticator<Identity, Opaque>>) -> Router {
    let routes = Router::new()
        .route("/public", get(public(open)).into())
        .route("/health", get(public(health)).into())
        .route("/protected", get(protected).into())
        .route("/items", get(list_items).post(create_item).into())
        .route("/stepup", get(stepup).into())
        .route("/admin", get(admin).post(admin).into())
        .route("/reports", get(reports).into())
        .route("/me", get(me).post(me).into())
        .with_state(callers);
    match opaque_callers {
        Some(callers) => routes.merge(Router::new().route("/opaque", get(opaque).into()).with_state(callers)),
        None => routes,
    }
}
