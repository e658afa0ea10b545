//! How the servers of this folder start and end: the port, the `curl` lines, Ctrl-C, the exit code.
#![allow(dead_code, reason = "each server uses a part of it")]

use std::{
    env,
    error::Error,
    future::poll_fn,
    net::{Ipv4Addr, SocketAddr},
    pin::Pin,
    process::ExitCode,
    task::Poll,
};

use tokio::{net::TcpListener, signal};

/// Requests to try: a path, then other arguments of `curl`.
pub(crate) const REQUESTS: &[&str] = &[
    "/items",
    "/items -H 'Authorization: Bearer reader-token'",
    r#"/items -H 'Authorization: Bearer writer-token' --json '{"name": "lamp"}'"#,
    "/admin -u 'admin:correct horse'",
    "/reports -H 'X-API-Key: key-123456'",
    "/me -b session=sess-123456",
    "/me -b session=sess-123456 -X POST -H 'Origin: https://evil.example'",
];

/// Ends at Ctrl-C.
pub(crate) type Stop = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The environment variable `PORT` chooses the port; 0 is any free one.
pub(crate) fn address(default: u16) -> Result<SocketAddr, String> {
    let port = match env::var("PORT") {
        Ok(text) => text.parse().map_err(|_| format!("PORT is {text:?}, and must be a number from 0 to 65535"))?,
        Err(_) => default,
    };
    Ok((Ipv4Addr::LOCALHOST, port).into())
}

/// Binds the port, and catches Ctrl-C from now on.
pub(crate) async fn listen(default: u16) -> Result<(TcpListener, Stop), String> {
    let address = address(default)?;
    let listener = TcpListener::bind(address).await.map_err(|error| format!("cannot listen on {address}: {error}"))?;
    let mut stop: Stop = Box::pin(async { drop(signal::ctrl_c().await) });
    // The first poll registers the signal. It cannot be ready yet.
    if poll_fn(|context| Poll::Ready(stop.as_mut().poll(context).is_ready())).await {
        return Err("cannot wait for Ctrl-C".into());
    }
    Ok((listener, stop))
}

/// Prints where the server listens, and what to try.
pub(crate) fn print(address: SocketAddr, requests: &[&str]) {
    println!("listening on http://{address}, Ctrl-C to stop; try\n");
    for request in requests {
        println!("curl -i http://{address}{request}");
    }
    println!();
}

/// Prints an error after the name of the example, and chooses the exit code.
pub(crate) fn exit(outcome: Result<(), Box<dyn Error>>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", env!("CARGO_CRATE_NAME"));
            ExitCode::FAILURE
        }
    }
}
