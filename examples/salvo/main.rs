//! A salvo server with the routes of the quickstart: `cargo run --example salvo --features salvo`.

mod handlers;
mod verifiers;

use std::{env, process::ExitCode};

use salvo::{Router, Server, conn::tcp::TcpAcceptor};

use verifiers::Callers;

fn routes() -> Router {
    Router::new()
        .push(Router::with_path("public").get(handlers::public))
        .push(Router::with_path("protected").get(handlers::protected))
        .push(Router::with_path("items").get(handlers::list_items).post(handlers::create_item))
        .push(Router::with_path("admin").get(handlers::admin).post(handlers::admin))
        .push(Router::with_path("reports").get(handlers::reports))
        .push(Router::with_path("me").get(handlers::me).post(handlers::me))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("salvo: {message}");
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
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|error| format!("cannot listen on 127.0.0.1:{port}: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("listening on http://{address}, Ctrl-C to stop; try\n");
    println!("curl -i http://{address}/items -H 'Authorization: Bearer reader-token'");
    println!("curl -i http://{address}/items -H 'Authorization: Bearer writer-token' --json '{{\"name\": \"lamp\"}}'");
    let acceptor = TcpAcceptor::try_from(listener).map_err(|error| error.to_string())?;
    let server = Server::new(acceptor);
    let handle = server.handle();
    tokio::spawn(async move {
        // Without a handler for it the signal ends the process, which is what was wanted.
        let _ = tokio::signal::ctrl_c().await;
        handle.stop_graceful(None);
    });
    server.serve(callers.in_front_of(routes())).await;
    Ok(())
}
