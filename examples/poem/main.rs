//! A poem server with the routes of the quickstart: `cargo run --example poem --features poem`.

#[path = "../shared/callers.rs"]
mod callers;
#[path = "../shared/startup.rs"]
mod startup;

use std::{error::Error, process::ExitCode};

use poem::{
    EndpointExt, IntoResponse, Route, Server, get,
    http::{StatusCode, header::CACHE_CONTROL},
    listener::TcpAcceptor,
    web::Json,
};
use requires_auth::{
    Identity,
    poem::{handler, requires_auth},
};
use serde::{Deserialize, Serialize};

use callers::{Admins, Callers, Machines, Person};

#[derive(Deserialize, Serialize)]
struct Item {
    name: String,
}

// `handler` is that of this crate: a function that is neither guarded nor public does not compile.
#[requires_auth::public]
#[handler]
fn public() -> &'static str {
    "everybody may read this\n"
}

#[requires_auth]
#[handler]
fn protected(#[identity] who: Identity) -> String {
    format!("hello, {}\n", who.subject())
}

#[requires_auth(scopes("items:read"))]
#[handler]
fn list_items() -> Json<Vec<Item>> {
    Json(["lamp", "chair"].map(|name| Item { name: name.to_owned() }).into())
}

#[requires_auth(scopes("items:write"))]
#[handler]
fn create_item(Json(item): Json<Item>) -> impl IntoResponse {
    (StatusCode::CREATED, Json(item))
}

#[requires_auth(authenticator = Admins)]
#[handler]
fn admin(#[identity] who: Identity) -> String {
    format!("{} is the administrator\n", who.subject())
}

/// Shared caches must not store a response that depends on an API key or a cookie (RFC 9110 16.4.2).
#[requires_auth(authenticator = Machines)]
#[handler]
fn reports() -> impl IntoResponse {
    "all is well\n".with_header(CACHE_CONTROL, "private")
}

#[requires_auth]
#[handler]
fn me(#[identity] who: Person) -> impl IntoResponse {
    format!("you are {}\n", who.name).with_header(CACHE_CONTROL, "private")
}

fn routes() -> Route {
    Route::new()
        .at("/public", get(public))
        .at("/protected", get(protected))
        .at("/items", get(list_items).post(create_item))
        .at("/admin", get(admin).post(admin))
        .at("/reports", get(reports))
        .at("/me", get(me).post(me))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    startup::exit(serve().await)
}

async fn serve() -> Result<(), Box<dyn Error>> {
    // Around all routes: each guard finds its authenticator by type.
    let Callers { tokens, admins, machines, people } = Callers::new()?;
    let app = routes().with(tokens).with(admins).with(machines).with(people);
    let (listener, stop) = startup::listen(3000).await?;
    startup::print(listener.local_addr()?, startup::REQUESTS);
    let server = Server::new_with_acceptor(TcpAcceptor::from_tokio(listener)?);
    Ok(server.run_with_graceful_shutdown(app, stop, None).await?)
}
