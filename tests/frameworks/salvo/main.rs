//! salvo, over real connections.
#![allow(clippy::unused_async, missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod app;
mod attributes;
mod cost;
mod layers;
mod metadata;
mod nested;
mod orders;
mod refusals;
mod rewritten;
mod sessions;
mod shapes;

use std::net::SocketAddr;

use requires_auth_tests::{
    conformance::{Polls, Table, verifiers::Bearers},
    raw_http::{assert_guarded, get},
};
use salvo::{Request, Router, Server, Service, conn::tcp::TcpAcceptor, handler};

/// Serves for the rest of the test.
fn serve(app: impl Into<Service> + 'static) -> SocketAddr {
    let (address, server) = bound(app);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(server);
    });
    address
}

/// Where it will listen, and the server.
fn bound(app: impl Into<Service> + 'static) -> (SocketAddr, impl Future<Output = ()> + Send) {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let app = app.into();
    let server = async move {
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        Server::new(TcpAcceptor::try_from(listener).unwrap()).serve(app).await;
    };
    (address, server)
}

fn table() -> Table {
    Table { routes_head_apart: true, ..Table::default() }
}

/// B1
#[test]
fn conforms() {
    let polls = Polls::default();
    let address = serve(app::app(polls.clone(), Bearers::by_name()));
    table().check(address, &polls);
    table().check_http2(address, &polls);
}

/// The same with the tokens of two issuers.
#[cfg(feature = "oidc")]
#[test]
fn conforms_with_tokens_of_issuers() {
    let polls = Polls::default();
    let address = serve(app::app(polls.clone(), requires_auth_tests::conformance::bearers_by_issuer()));
    table().by_issuer().check(address, &polls);
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
    table().check(serve(Router::new().hoop(open).push(app::app(polls.clone(), Bearers::by_name()))), &polls);
}

#[test]
fn handlers_of_every_shape_are_guarded() {
    let address = serve(shapes::app());
    let paths = [
        ("/documented", "ada"),
        ("/not_async", "ada"),
        ("/failing", "ada"),
        ("/match/x", "ada x"),
        ("/sixteen?page=1", "/sixteen"),
        ("/no_parameters", ""),
        ("/destructured", "ada"),
        ("/made", "ada"),
        ("/one", "ada"),
        ("/two", "ada"),
        ("/twin", "ada"),
        ("/marked", "true"),
        ("/nested", "nested"),
        ("/by_hand", "ada"),
        ("/endpoint?page=2", "ada 2"),
        ("/api/any", "ada"),
        ("/api/document", "document"),
        ("/block", "ada"),
    ];
    assert_guarded(address, "token", &paths);
    // By `check`, by a scope, and not at all.
    for (path, refused, admitted) in
        [("/checked?page=7", 401, 403), ("/checked_endpoint", 401, 403), ("/api/find", 401, 403), ("/api/open", 200, 200)]
    {
        assert_eq!(get(address, path, None).status, refused, "{path}");
        assert_eq!(get(address, path, Some("token")).status, admitted, "{path}");
    }
    assert_eq!(get(address, "/api/find", Some("eve")).body, "eve");
    // A parameter that is missing counts once the caller is let in.
    for path in ["/endpoint", "/sixteen", "/checked"] {
        assert_eq!(get(address, path, None).status, 401, "{path}");
        assert_eq!(get(address, path, Some("token")).status, 400, "{path}");
    }
}

#[test]
fn the_document_of_an_endpoint_tells_of_the_refusals() {
    let document: serde_json::Value = serde_json::from_str(&shapes::document()).unwrap();
    let operation = document.pointer("/paths/~1endpoint/get").unwrap();
    let responses: Vec<&str> = operation["responses"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(responses, ["200", "401", "403"]);
    // The guard is no parameter for the reader.
    assert_eq!(operation["parameters"].as_array().map(Vec::len), Some(1), "{operation}");
}
