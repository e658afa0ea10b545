//! Tower services behind a layer, over real connections.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../../hyper/app.rs"]
mod app;
mod conformance;
mod example;
mod layers;
mod services;

use std::{convert::Infallible, net::SocketAddr};

use http::{Request, Response};
use hyper::{
    body::Incoming,
    server::conn::{http1, http2},
    service::service_fn,
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use requires_auth_tests::conformance::{Counted, Polls, verifiers::Bearers};
use tokio::{net::TcpListener, runtime::Builder};
use tower_service::Service;

/// Those of the application of plain functions.
fn bearers() -> Bearers {
    Bearers::by_name()
}

#[derive(Clone, Copy, PartialEq)]
enum Version {
    Http1,
    Http2,
}

type Call = Request<Counted<Incoming>>;

/// Serves for the rest of the test.
fn serve<S, B>(version: Version, polls: &Polls, service: S) -> SocketAddr
where
    S: Service<Call, Response = Response<B>, Error = Infallible, Future: Send> + Clone + Send + Sync + 'static,
    B: http_body::Body<Data: Send, Error: std::error::Error + Send + Sync> + Send + 'static,
{
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let (address, polls) = (listener.local_addr().unwrap(), polls.clone());
    std::thread::spawn(move || {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_io().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                let (service, polls) = (service.clone(), polls.clone());
                let service = service_fn(move |request: Request<Incoming>| {
                    let request = request.map(|body| Counted(body, polls.clone()));
                    // A new clone for each request, so it is ready.
                    service.clone().call(request)
                });
                let stream = TokioIo::new(stream);
                match version {
                    Version::Http1 => {
                        drop(tokio::spawn(http1::Builder::new().serve_connection(stream, service).with_upgrades()));
                    }
                    Version::Http2 => {
                        drop(tokio::spawn(http2::Builder::new(TokioExecutor::new()).serve_connection(stream, service)));
                    }
                }
            }
        });
    });
    address
}
