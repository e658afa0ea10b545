//! A salvo server with the routes of the quickstart: `cargo run --example salvo --features salvo`.

#[path = "../shared/callers.rs"]
mod callers;
#[path = "../shared/startup.rs"]
mod startup;

use std::{error::Error, process::ExitCode};

use requires_auth::{
    Identity,
    salvo::{handler, requires_auth},
};
use salvo::{
    Response, Router, Server, Writer,
    conn::tcp::TcpAcceptor,
    extract::JsonBody,
    http::{HeaderValue, StatusCode, header::CACHE_CONTROL},
    writing::Json,
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
fn create_item(item: JsonBody<Item>) -> (StatusCode, Json<Item>) {
    (StatusCode::CREATED, Json(item.into_inner()))
}

#[requires_auth(authenticator = Admins)]
#[handler]
fn admin(#[identity] who: Identity) -> String {
    format!("{} is the administrator\n", who.subject())
}

#[requires_auth(authenticator = Machines)]
#[handler]
fn reports(response: &mut Response) -> &'static str {
    not_shared(response);
    "all is well\n"
}

#[requires_auth]
#[handler]
fn me(#[identity] who: Person, response: &mut Response) -> String {
    not_shared(response);
    format!("you are {}\n", who.name)
}

/// Shared caches must not store a response that depends on an API key or a cookie (RFC 9110 16.4.2).
fn not_shared(response: &mut Response) {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private"));
}

/// The authenticators are hoops before all routes: each guard finds its own by type.
fn routes(callers: Callers) -> Router {
    let Callers { tokens, admins, machines, people } = callers;
    Router::new()
        .hoop(tokens)
        .hoop(admins)
        .hoop(machines)
        .hoop(people)
        .push(Router::with_path("public").get(public))
        .push(Router::with_path("protected").get(protected))
        .push(Router::with_path("items").get(list_items).post(create_item))
        .push(Router::with_path("admin").get(admin).post(admin))
        .push(Router::with_path("reports").get(reports))
        .push(Router::with_path("me").get(me).post(me))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    startup::exit(serve().await)
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let routes = routes(Callers::new()?);
    let (listener, stop) = startup::listen(3000).await?;
    startup::print(listener.local_addr()?, startup::REQUESTS);
    let server = Server::new(TcpAcceptor::try_from(listener)?);
    let handle = server.handle();
    tokio::spawn(async move {
        stop.await;
        handle.stop_graceful(None);
    });
    server.serve(routes).await;
    Ok(())
}
