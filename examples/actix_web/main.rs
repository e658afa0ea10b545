//! An actix-web server with the routes of the quickstart: `cargo run --example actix_web --features actix-web`.

#[path = "../shared/callers.rs"]
mod callers;
#[path = "../shared/startup.rs"]
mod startup;

use std::{error::Error, process::ExitCode};

use actix_web::{
    App, HttpResponse, HttpServer, Responder,
    http::{StatusCode, header::CACHE_CONTROL},
    web::{Json, ServiceConfig},
};
use requires_auth::{
    Identity,
    actix_web::{get, requires_auth, routing::resource},
};
use serde::{Deserialize, Serialize};

use callers::{Admins, Callers, Machines, Person};

#[derive(Deserialize, Serialize)]
struct Item {
    name: String,
}

// `get` is that of this crate: a handler that is neither guarded nor public does not compile.
#[requires_auth::public]
#[get("/public")]
async fn open() -> &'static str {
    "everybody may read this\n"
}

#[requires_auth]
#[get("/protected")]
async fn protected(#[identity] who: Identity) -> String {
    format!("hello, {}\n", who.subject())
}

#[requires_auth(scopes("items:read"))]
async fn list_items() -> impl Responder {
    Json(["lamp", "chair"].map(|name| Item { name: name.to_owned() }))
}

#[requires_auth(scopes("items:write"))]
async fn create_item(item: Json<Item>) -> impl Responder {
    (item, StatusCode::CREATED)
}

#[requires_auth(authenticator = Admins)]
async fn admin(#[identity] who: Identity) -> String {
    format!("{} is the administrator\n", who.subject())
}

/// Shared caches must not store a response that depends on an API key or a cookie (RFC 9110 16.4.2).
#[requires_auth(authenticator = Machines)]
#[get("/reports")]
async fn reports() -> impl Responder {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "private")).body("all is well\n")
}

#[requires_auth]
async fn me(#[identity] who: Person) -> impl Responder {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "private")).body(format!("you are {}\n", who.name))
}

/// The guards find their authenticators in the application's data, by type. Do not wrap them in `web::Data`.
fn authenticators(callers: Callers, config: &mut ServiceConfig) {
    let Callers { tokens, admins, machines, people } = callers;
    config.app_data(tokens).app_data(admins).app_data(machines).app_data(people);
}

/// Nor does one compile here, where paths have several methods: `resource` is that of this crate as well.
fn routes(config: &mut ServiceConfig) {
    config
        .service(open)
        .service(protected)
        .service(resource("/items").get(list_items).post(create_item))
        .service(resource("/admin").get(admin).post(admin))
        .service(reports)
        .service(resource("/me").get(me).post(me));
}

#[actix_web::main]
async fn main() -> ExitCode {
    startup::exit(serve().await)
}

async fn serve() -> Result<(), Box<dyn Error>> {
    // Built once and cloned for each worker: all workers share one set of authenticators.
    let callers = Callers::new()?;
    let app = move || App::new().configure(|config| authenticators(callers.clone(), config)).configure(routes);
    let address = startup::address(3000)?;
    let server = HttpServer::new(app).bind(address).map_err(|error| format!("cannot listen on {address}: {error}"))?;
    for address in server.addrs() {
        startup::print(address, startup::REQUESTS);
    }
    Ok(server.workers(2).run().await?)
}
