//! An axum server with the routes of the quickstart: `cargo run --example axum --features axum`.

#[path = "../shared/callers.rs"]
mod callers;
#[path = "../shared/startup.rs"]
mod startup;

use std::{error::Error, process::ExitCode};

use axum::{
    Json, Router,
    extract::FromRef,
    http::{StatusCode, header::CACHE_CONTROL},
    response::IntoResponse,
};
use requires_auth::{
    Authenticator, Identity,
    axum::{
        requires_auth,
        routing::{get, public},
    },
};
use serde::{Deserialize, Serialize};

use callers::{Admins, Callers, Machines, Person};

#[derive(Deserialize, Serialize)]
struct Item {
    name: String,
}

async fn open() -> &'static str {
    "everybody may read this\n"
}

#[requires_auth]
async fn protected(#[identity] who: Identity) -> String {
    format!("hello, {}\n", who.subject())
}

#[requires_auth(scopes("items:read"))]
async fn list_items() -> Json<Vec<Item>> {
    Json(["lamp", "chair"].map(|name| Item { name: name.to_owned() }).into())
}

#[requires_auth(scopes("items:write"))]
async fn create_item(Json(item): Json<Item>) -> impl IntoResponse {
    (StatusCode::CREATED, Json(item))
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

#[requires_auth]
async fn me(#[identity] who: Person) -> impl IntoResponse {
    ([(CACHE_CONTROL, "private")], format!("you are {}\n", who.name))
}

/// The guards find their authenticators in the router's state, by type.
#[derive(Clone, FromRef)]
struct App {
    tokens: Authenticator,
    admins: Authenticator<Identity, Admins>,
    machines: Authenticator<Identity, Machines>,
    people: Authenticator<Person>,
}

/// A handler without the attribute does not compile here, unless it is wrapped in `public`.
fn routes(state: App) -> Router {
    Router::new()
        .route("/public", get(public(open)).into())
        .route("/protected", get(protected).into())
        .route("/items", get(list_items).post(create_item).into())
        .route("/admin", get(admin).post(admin).into())
        .route("/reports", get(reports).into())
        .route("/me", get(me).post(me).into())
        .with_state(state)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    startup::exit(serve().await)
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let Callers { tokens, admins, machines, people } = Callers::new()?;
    let app = routes(App { tokens, admins, machines, people });
    let (listener, stop) = startup::listen(3000).await?;
    startup::print(listener.local_addr()?, startup::REQUESTS);
    Ok(axum::serve(listener, app).with_graceful_shutdown(stop).await?)
}
