//! A hyper server of tower services behind a layer: `cargo run --example tower --features tower`.
//!
//! What has no function to annotate asks the authenticator by hand, and the layer in `guard.rs` is all that this takes.

mod guard;
mod services;

use std::{convert::Infallible, env, process::ExitCode};

use http::{Request, Response};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use requires_auth::{Authenticator, ConfigError, Identity, Policy, policy, verifiers::StaticTokens};
use tokio::net::{TcpListener, TcpStream};
use tower::{Layer, Service, ServiceExt, service_fn};

use guard::Guard;
use services::{Body, Known};

/// What the items ask of a caller, and what `/me` does: that somebody is known.
const READ: Policy = policy!(scopes("items:read"));
const KNOWN: Policy = policy!(scopes(any("items:read", "items:write")));

/// Routes by path. Whatever is under a path is behind its guard, whole and with every method.
fn app<B: Send + 'static>(
    authenticator: &Authenticator,
) -> impl Service<Request<B>, Response = Response<Body>, Error = Infallible, Future: Send> + Clone + Send + 'static {
    let items = Guard::new(authenticator.clone(), &READ, |_, request| request).layer(service_fn(services::items));
    let me = Guard::new(authenticator.clone(), &KNOWN, |who, request| Known { who, request }).layer(service_fn(services::me));
    service_fn(move |request: Request<B>| {
        let (items, me) = (items.clone(), me.clone());
        async move {
            match request.uri().path() {
                "/public" => Ok(services::public()),
                "/items" => items.oneshot(request).await,
                "/me" => me.oneshot(request).await,
                _ => Ok(services::not_found()),
            }
        }
    })
}

fn authenticator() -> Result<Authenticator, ConfigError> {
    let reader = Identity::builder("reader").scopes("items:read").build();
    let writer = Identity::builder("writer").scopes("items:write").build();
    Ok(Authenticator::new(StaticTokens::new([("reader-token", reader), ("writer-token", writer)])?))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("tower: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> Result<(), String> {
    let port: u16 = match env::var("PORT") {
        Ok(text) => text.parse().map_err(|_| format!("PORT is {text:?}, and must be a number from 0 to 65535"))?,
        Err(_) => 3000,
    };
    let authenticator = authenticator().map_err(|error| error.to_string())?;
    let listener =
        TcpListener::bind(("127.0.0.1", port)).await.map_err(|error| format!("cannot listen on 127.0.0.1:{port}: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let mut stop = std::pin::pin!(tokio::signal::ctrl_c());
    // Listened for before anybody is told where to send it.
    tokio::select! { biased; _ = &mut stop => return Ok(()), () = std::future::ready(()) => {} }
    println!("listening on http://{address}, Ctrl-C to stop; try\n");
    println!("curl -i http://{address}/items");
    println!("curl -i http://{address}/items -H 'Authorization: Bearer reader-token'");
    println!("curl -i http://{address}/items -H 'Authorization: Bearer writer-token'");
    println!("curl -i http://{address}/me -H 'Authorization: Bearer writer-token'\n");
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // Who went away before being accepted is nothing to stop for.
                if let Ok((stream, _)) = accepted {
                    tokio::spawn(serve(stream, authenticator.clone()));
                }
            }
            _ = &mut stop => return Ok(()),
        }
    }
}

async fn serve(stream: TcpStream, authenticator: Authenticator) {
    let service = TowerToHyperService::new(app(&authenticator));
    // An error is the connection's: its peer is gone.
    let _ = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
}
