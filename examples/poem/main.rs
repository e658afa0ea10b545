//! A poem server with the routes of the quickstart: `cargo run --example poem --features poem`.

mod handlers;
mod verifiers;

use std::{env, process::ExitCode};

use poem::{Route, Server, get, listener::TcpAcceptor};

use verifiers::Callers;

fn routes() -> Route {
    Route::new()
        .at("/public", get(handlers::public))
        .at("/protected", get(handlers::protected))
        .at("/items", get(handlers::list_items).post(handlers::create_item))
        .at("/admin", get(handlers::admin).post(handlers::admin))
        .at("/reports", get(handlers::reports))
        .at("/me", get(handlers::me).post(handlers::me))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("poem: {message}");
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
    let stop = async {
        // Without a handler for it the signal ends the process, which is what was wanted.
        let _ = tokio::signal::ctrl_c().await;
    };
    let acceptor = TcpAcceptor::from_tokio(listener).map_err(|error| error.to_string())?;
    let server = Server::new_with_acceptor(acceptor);
    let app = callers.put_into(routes());
    server.run_with_graceful_shutdown(app, stop, None).await.map_err(|error| error.to_string())
}
