//! poem, over real connections.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod app;

use std::net::SocketAddr;

use poem::{Endpoint, EndpointExt, Server, listener::TcpAcceptor};
use requires_auth_tests::conformance::{Polls, Table};

/// Serves for the rest of the test.
fn serve(app: impl Endpoint + 'static) -> SocketAddr {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async move {
            let server = Server::new_with_acceptor(TcpAcceptor::from_std(listener).unwrap());
            server.run(app).await.unwrap();
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
    let polls = Polls::default();
    let app = app::app(polls.clone()).before(|mut request: poem::Request| async {
        if request.uri().path() == "/any" {
            request.headers_mut().insert("authorization", "Bearer writer".parse().unwrap());
        }
        Ok(request)
    });
    Table::default().check(serve(app), &polls);
}
