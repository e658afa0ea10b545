//! A hyper server with all kinds of credentials: `cargo run --example quickstart`, then try the `curl` lines that it prints.

mod handlers;
mod serve;
mod verifiers;

use std::{env, process::ExitCode};

use http::{Method, Request, Response};
use hyper::body::Incoming;

use handlers::Body;

/// Routes by path. A wrong method gets its 405 after the guard, not before.
async fn route(request: Request<Incoming>) -> Response<Body> {
    match request.uri().path() {
        "/public" => handlers::public(&request),
        "/protected" => handlers::protected(request).await,
        "/items" if request.method() == Method::POST => handlers::create_item(request).await,
        "/items" => handlers::list_items(request).await,
        "/admin" => handlers::admin(request).await,
        "/reports" => handlers::reports(request).await,
        "/me" => handlers::me(request).await,
        _ => handlers::not_found(),
    }
}

fn main() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("quickstart: {message}");
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<(), String> {
    let port = match env::var("PORT") {
        Ok(text) => text.parse().map_err(|_| format!("PORT is {text:?}, and must be a number from 0 to 65535"))?,
        Err(env::VarError::NotPresent) => 3000,
        Err(env::VarError::NotUnicode(_)) => return Err("PORT must be a number from 0 to 65535".into()),
    };
    verifiers::build();
    serve::run(port, route, |address| println!("{}", help(address)))
}

fn help(address: std::net::SocketAddr) -> String {
    let url = format!("http://{address}");
    format!(
        "listening on {url}, Ctrl-C to stop; try

curl -i {url}/public
curl -i {url}/protected
curl -i {url}/protected -H 'Authorization: Bearer secret123'
curl -i {url}/items -H 'Authorization: Bearer reader-token'
curl -i {url}/items -H 'Authorization: Bearer reader-token' --json '{{\"name\": \"lamp\"}}'
curl -i {url}/items -H 'Authorization: Bearer writer-token' --json '{{\"name\": \"lamp\"}}'
curl -i {url}/admin -u 'admin:correct horse'
curl -i {url}/reports -H 'X-API-Key: key-123456'
curl -i {url}/me -b session=sess-123456
curl -i {url}/me -b session=sess-123456 -X POST -H 'Origin: https://evil.example'
"
    )
}
