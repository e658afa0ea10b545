//! An actix-web server with the routes of the quickstart: `cargo run --example actix_web --features actix-web`.

mod handlers;
mod verifiers;

use std::{env, process::ExitCode};

use actix_web::{App, HttpServer, web::ServiceConfig};
use requires_auth::actix_web::routing::{public, resource};

use verifiers::Callers;

/// Every route is guarded, or says that it is not: a handler that is forgotten does not compile.
fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/public").get(public(handlers::public)))
        .service(resource("/protected").get(handlers::protected))
        .service(resource("/items").get(handlers::list_items).post(handlers::create_item))
        .service(resource("/admin").get(handlers::admin).post(handlers::admin))
        .service(resource("/reports").get(handlers::reports))
        .service(resource("/me").get(handlers::me).post(handlers::me));
}

#[actix_web::main]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("actix_web: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> Result<(), String> {
    let port: u16 = match env::var("PORT") {
        Ok(text) => text.parse().map_err(|_| format!("PORT is {text:?}, and must be a number from 0 to 65535"))?,
        Err(_) => 3000,
    };
    let callers = Callers::new().map_err(|error| error.to_string())?;
    let server = HttpServer::new(move || {
        let callers = callers.clone();
        App::new().configure(|config| callers.put_into(config)).configure(routes)
    });
    let server = server.bind(("127.0.0.1", port)).map_err(|error| format!("cannot listen on 127.0.0.1:{port}: {error}"))?;
    for address in server.addrs() {
        println!("listening on http://{address}, Ctrl-C to stop; try\n");
        println!("curl -i http://{address}/items -H 'Authorization: Bearer reader-token'");
        println!("curl -i http://{address}/items -H 'Authorization: Bearer writer-token' --json '{{\"name\": \"lamp\"}}'");
    }
    server.workers(2).run().await.map_err(|error| error.to_string())
}
