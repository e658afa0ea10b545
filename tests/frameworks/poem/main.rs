//! poem, over real connections.
#![allow(clippy::unused_async, missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod app;
mod attributes;
mod cost;
mod kept;
mod layers;
mod metadata;
mod nested;
mod orders;
mod refusals;
mod sessions;
mod shapes;

use std::net::SocketAddr;

use poem::{Endpoint, EndpointExt, Server, listener::TcpAcceptor};
use requires_auth_tests::{
    conformance::{Polls, Table, verifiers::Bearers},
    raw_http::{ask, assert_guarded, get},
};

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

/// B1
#[test]
fn conforms() {
    let polls = Polls::default();
    let address = serve(app::app(polls.clone(), Bearers::by_name()));
    Table::default().check(address, &polls);
    Table::default().check_http2(address, &polls);
}

/// The same with the tokens of two issuers.
#[cfg(feature = "oidc")]
#[test]
fn conforms_with_tokens_of_issuers() {
    let polls = Polls::default();
    let address = serve(app::app(polls.clone(), requires_auth_tests::conformance::bearers_by_issuer()));
    Table::default().by_issuer().check(address, &polls);
}

/// Over HTTP/2 too, but for `HEAD` by a route for `GET`: see `kept`.
#[test]
fn conforms_with_data() {
    let polls = Polls::default();
    Table::default().check(serve(app::app_with_data(polls.clone())), &polls);
}

/// The table finds a route that is open: the twin without which `conforms` would say nothing.
#[test]
#[should_panic(expected = "rows do not hold")]
fn an_open_route_does_not_conform() {
    let polls = Polls::default();
    let app = app::app(polls.clone(), Bearers::by_name()).before(|mut request: poem::Request| async {
        if request.uri().path() == "/any" {
            request.headers_mut().insert("authorization", "Bearer writer".parse().unwrap());
        }
        Ok(request)
    });
    Table::default().check(serve(app), &polls);
}

#[test]
fn handlers_of_every_shape_are_guarded() {
    let address = serve(shapes::app());
    let paths = [
        ("/documented", "ada"),
        ("/not_async", "ada"),
        ("/generic/7", "7"),
        ("/generic_identity", "true"),
        ("/failing", "ada"),
        ("/match", "ada"),
        ("/sixteen?page=1", "/sixteen?page=1"),
        ("/no_parameters", ""),
        ("/destructured", "ada"),
        ("/made", "ada"),
        ("/one", "ada"),
        ("/two", "ada"),
        ("/twin", "ada"),
        ("/wrapped", "false true"),
        ("/nested", "nested"),
        ("/by_hand", "ada"),
        ("/api/any", "ada None"),
        ("/api/any?page=2", "ada Some(2)"),
    ];
    assert_guarded(address, "token", &paths);
    // By `check`, by a scope, by `on_reject`, and not at all.
    for (path, refused, admitted) in [
        ("/checked", 401, 403),
        ("/checked_response", 401, 403),
        ("/api/find", 401, 403),
        ("/hidden", 404, 200),
        ("/api/open", 200, 200),
    ] {
        assert_eq!(get(address, path, None).status, refused, "{path}");
        assert_eq!(get(address, path, Some("token")).status, admitted, "{path}");
    }
    assert_eq!(ask(address, "POST", "/checked_response", Some("token"), "").body, "POST");
    assert_eq!(get(address, "/api/find", Some("eve")).body, "eve");
}

/// An operation of poem-openapi asks for credentials before it looks at a parameter or the body; `check` comes behind both.
#[test]
fn an_operation_asks_before_it_reads() {
    let address = serve(shapes::app());
    let bad = "content-type: application/json\r\ncontent-length: 1\r\n\r\n{";
    let good = "content-type: application/json\r\ncontent-length: 2\r\n\r\n21";
    for (token, rest, status) in
        [(None, bad, 401), (None, good, 401), (Some("token"), bad, 400), (Some("token"), good, 200), (Some("eve"), good, 403)]
    {
        assert_eq!(ask(address, "POST", "/api/own", token, rest).status, status, "{token:?} {rest}");
    }
    assert_eq!(get(address, "/api/any?page=x", None).status, 401);
    assert_eq!(get(address, "/api/any?page=x", Some("token")).status, 400);
}
