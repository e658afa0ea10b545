//! An axum server with the routes of the quickstart: `cargo run --example axum --features axum`.

mod handlers;
mod verifiers;

use std::{env, process::ExitCode};

use axum::{
    Router,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use requires_auth::axum::routing::{get, public};

use verifiers::App;

/// Every route is guarded, or says that it is not: a handler that is forgotten does not compile.
fn app(state: App) -> Router {
    Router::new()
        .route("/public", get(public(handlers::public)).into())
        .route("/protected", get(handlers::protected).into())
        .route("/items", get(handlers::list_items).post(handlers::create_item).into())
        .route("/admin", get(handlers::admin).post(handlers::admin).into())
        .route("/reports", get(handlers::reports).into())
        .route("/me", get(handlers::me).post(handlers::me).into())
        .fallback(not_found)
        .with_state(state)
}

async fn not_found() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("axum: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> Result<(), String> {
    let port: u16 = match env::var("PORT") {
        Ok(text) => text.parse().map_err(|_| format!("PORT is {text:?}, and must be a number from 0 to 65535"))?,
        Err(_) => 3000,
    };
    let state = App::new().map_err(|error| error.to_string())?;
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
    axum::serve(listener, app(state)).with_graceful_shutdown(stop).await.map_err(|error| error.to_string())
}
