//! salvo, over real connections.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod app;

use std::net::SocketAddr;

use requires_auth_tests::conformance::{Polls, Table};
use salvo::{Request, Router, Server, Service, conn::tcp::TcpAcceptor, handler};

/// Serves for the rest of the test.
fn serve(app: impl Into<Service>) -> SocketAddr {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let app = app.into();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            Server::new(TcpAcceptor::try_from(listener).unwrap()).serve(app).await;
        });
    });
    address
}

#[test]
fn conforms() {
    let polls = Polls::default();
    Table::default().check(serve(app::app(polls.clone())), &polls);
}

/// The table finds a route that is open: the twin without which `conforms` would say nothing.
#[test]
#[should_panic(expected = "rows do not hold")]
fn an_open_route_does_not_conform() {
    #[handler]
    async fn open(request: &mut Request) {
        if request.uri().path() == "/any" {
            request.headers_mut().insert("authorization", "Bearer writer".parse().unwrap());
        }
    }
    let polls = Polls::default();
    Table::default().check(serve(Router::new().hoop(open).push(app::app(polls.clone()))), &polls);
}
