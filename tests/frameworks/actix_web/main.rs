//! actix-web, over real connections.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::needless_pass_by_value, clippy::unused_async, reason = "handlers are what they are")]

mod app;
mod attributes;
mod cost;
mod fails_closed;
mod layers;
mod metadata;
mod nested;
mod orders;
mod request_heads;
mod rewritten;
mod routes;
mod sessions;
mod shapes;

use std::{
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use actix_web::{
    App, Error, HttpServer,
    body::MessageBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    http::header::{AUTHORIZATION, HeaderValue},
};
use requires_auth_tests::{
    conformance::{Polls, Table, verifiers::Bearers},
    raw_http::{Reply, exchange},
};

/// Serves for the rest of the test.
fn serve<F, T, B>(app: F) -> SocketAddr
where
    F: Fn() -> App<T> + Send + Clone + 'static,
    T: ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<B>, Error = Error, InitError = ()> + 'static,
    B: MessageBody + 'static,
{
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        // By default a client that is answered may go on sending its body for a second.
        let server = HttpServer::new(app).workers(1).client_disconnect_timeout(Duration::ZERO).disable_signals();
        let server = server.listen_auto_h2c(listener).unwrap();
        actix_web::rt::System::new().block_on(server.run()).unwrap();
    });
    address
}

/// `GET`, with one field line more where there is one.
fn get(address: SocketAddr, target: &str, field: &str) -> Reply {
    let field = if field.is_empty() { String::new() } else { format!("{field}\r\n") };
    exchange(address, format!("GET {target} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{field}\r\n").as_bytes())
}

/// Rejects an unauthenticated request, also one that is wrong otherwise, and answers whoever has these credentials.
fn answers(address: SocketAddr, target: &str, credentials: &str, body: &str) {
    let path = target.split('?').next().unwrap();
    for target in [target, path] {
        for field in ["", "authorization: Bearer wrong"] {
            let reply = get(address, target, field);
            let found = (reply.status, reply.all("www-authenticate").len());
            assert_eq!(found, (401, 1), "{target}, {field:?}: {reply:?}");
        }
    }
    let reply = get(address, target, credentials);
    assert_eq!((reply.status, reply.body.as_str()), (200, body), "{target}");
}

fn table() -> Table {
    Table { routes_head_apart: true, ..Table::default() }
}

/// B1
#[test]
fn conforms() {
    let polls = Polls::default();
    let counted = polls.clone();
    let address = serve(move || app::app(counted.clone(), Bearers::by_name(), |_| {}));
    table().check(address, &polls);
    table().check_http2(address, &polls);
}

/// The same with the tokens of two issuers.
#[cfg(feature = "oidc")]
#[test]
fn conforms_with_tokens_of_issuers() {
    let polls = Polls::default();
    let (counted, bearers) = (polls.clone(), requires_auth_tests::conformance::bearers_by_issuer());
    let address = serve(move || app::app(counted.clone(), bearers.clone(), |_| {}));
    table().by_issuer().check(address, &polls);
}

fn let_everybody_be_the_writer(request: &mut ServiceRequest) {
    if request.path() == "/raw" {
        request.headers_mut().insert(AUTHORIZATION, HeaderValue::from_static("Bearer writer"));
    }
}

/// The table finds a route that is open: the twin without which `conforms` would say nothing.
#[test]
#[should_panic(expected = "rows do not hold")]
fn an_open_route_does_not_conform() {
    let polls = Polls::default();
    let counted = polls.clone();
    table().check(serve(move || app::app(counted.clone(), Bearers::by_name(), let_everybody_be_the_writer)), &polls);
}
