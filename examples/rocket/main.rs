//! A rocket server with the routes of the quickstart: `cargo run --example rocket --features rocket`.

#[path = "../shared/callers.rs"]
mod callers;
#[path = "../shared/startup.rs"]
mod startup;

use std::{error::Error, process::ExitCode};

use requires_auth::{
    Identity,
    rocket::{get, post, requires_auth},
};
use rocket::{
    Build, Config, Responder, Rocket,
    config::LogLevel,
    fairing::AdHoc,
    http::{Header, Status},
    routes,
    serde::{Deserialize, Serialize, json::Json},
};

use callers::{Admins, Callers, Machines, Person};

#[derive(Deserialize, Serialize)]
#[serde(crate = "rocket::serde")]
struct Item {
    name: String,
}

/// Shared caches must not store a response that depends on an API key or a cookie (RFC 9110 16.4.2).
#[derive(Responder)]
struct NotShared(String, Header<'static>);

fn not_shared(text: impl Into<String>) -> NotShared {
    NotShared(text.into(), Header::new("cache-control", "private"))
}

// `get` and `post` are those of this crate: a handler that is neither guarded nor public does not compile.
#[requires_auth::public]
#[get("/public")]
fn public() -> &'static str {
    "everybody may read this\n"
}

#[requires_auth]
#[get("/protected")]
fn protected(#[identity] who: Identity) -> String {
    format!("hello, {}\n", who.subject())
}

#[requires_auth(scopes("items:read"))]
#[get("/items")]
fn list_items() -> Json<Vec<Item>> {
    Json(["lamp", "chair"].map(|name| Item { name: name.to_owned() }).into())
}

#[requires_auth(scopes("items:write"))]
#[post("/items", data = "<item>")]
fn create_item(item: Json<Item>) -> (Status, Json<Item>) {
    (Status::Created, item)
}

#[requires_auth(authenticator = Admins)]
#[get("/admin")]
fn admin(#[identity] who: Identity) -> String {
    format!("{} is the administrator\n", who.subject())
}

#[requires_auth(authenticator = Admins)]
#[post("/admin")]
fn post_admin(#[identity] who: Identity) -> String {
    format!("{} is the administrator\n", who.subject())
}

#[requires_auth(authenticator = Machines)]
#[get("/reports")]
fn reports() -> NotShared {
    not_shared("all is well\n")
}

#[requires_auth]
#[get("/me")]
fn me(#[identity] who: Person) -> NotShared {
    not_shared(format!("you are {}\n", who.name))
}

#[requires_auth]
#[post("/me")]
fn post_me(#[identity] who: Person) -> NotShared {
    not_shared(format!("you are {}\n", who.name))
}

/// The authenticators are fairings. The launch fails if one is missing that a mounted handler asks for.
fn app(config: Config, callers: Callers) -> Rocket<Build> {
    let Callers { tokens, admins, machines, people } = callers;
    rocket::custom(config)
        .attach(tokens)
        .attach(admins)
        .attach(machines)
        .attach(people)
        .mount("/", routes![public, protected, list_items, create_item, admin, post_admin, reports, me, post_me])
        .attach(AdHoc::on_liftoff("requests to try", |rocket| {
            let Config { address, port, .. } = *rocket.config();
            Box::pin(async move { startup::print((address, port).into(), startup::REQUESTS) })
        }))
}

fn main() -> ExitCode {
    startup::exit(serve())
}

fn serve() -> Result<(), Box<dyn Error>> {
    let port = startup::address(3000)?.port();
    // Warnings and errors only: Rocket would log each request.
    let config = Config { port, log_level: LogLevel::Critical, ..Config::default() };
    rocket::execute(app(config, Callers::new()?).launch())?;
    Ok(())
}
