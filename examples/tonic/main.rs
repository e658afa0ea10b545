//! A gRPC server whose methods are guarded, and whose stream ends when the caller's token does:
//! `cargo run --example tonic --features tonic`. With a token behind it, it is the client: `.. -- guest-token`.

mod client;
mod health;
mod verifier;

use std::{env, net::SocketAddr, process::ExitCode};

use requires_auth::Authenticator;
use tonic::transport::{Server, server::TcpIncoming};
use tonic_health::pb::health_server::HealthServer;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("tonic: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> Result<(), String> {
    let port: u16 = match env::var("PORT") {
        Ok(text) => text.parse().map_err(|_| format!("PORT is {text:?}, and must be a number from 0 to 65535"))?,
        Err(_) => 50051,
    };
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    match env::args().nth(1) {
        Some(token) => client::run(address, &token).await.map_err(|error| error.to_string()),
        None => serve(address).await,
    }
}

async fn serve(address: SocketAddr) -> Result<(), String> {
    let auth = Authenticator::new(verifier::demo().map_err(|error| error.to_string())?);
    let incoming = TcpIncoming::bind(address).map_err(|error| format!("cannot listen on {address}: {error}"))?;
    let address = incoming.local_addr().map_err(|error| error.to_string())?;
    println!("listening on http://{address}, Ctrl-C to stop; try in another terminal\n");
    for token in ["secret123", "guest-token", "wrong"] {
        println!("PORT={} cargo run --example tonic --features tonic -- {token}", address.port());
    }
    Server::builder()
        .add_service(HealthServer::new(health::Service { auth }))
        .serve_with_incoming_shutdown(incoming, async {
            // Without a handler for it the signal ends the process, which is what was wanted.
            let _ = tokio::signal::ctrl_c().await;
        })
        .await
        .map_err(|error| error.to_string())
}
