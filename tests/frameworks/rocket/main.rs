//! Rocket, over real connections.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::needless_pass_by_value)]

mod answers;
mod app;
mod attributes;
mod framework_first;
mod launch;
mod layers;
mod metadata;
mod nested;
mod request_heads;
mod sessions;
mod shapes;

use std::{net::SocketAddr, sync::mpsc};

use requires_auth_tests::{
    conformance::{Polls, Table, verifiers::Bearers},
    raw_http::{Reply, exchange},
};
use rocket::{Build, Config, Rocket, config::LogLevel, fairing::AdHoc};

/// An application that takes any free port and prints nothing.
fn quiet() -> Rocket<Build> {
    let mut config = Config { port: 0, workers: 2, log_level: LogLevel::Off, ..Config::debug_default() };
    config.shutdown.ctrlc = false;
    rocket::custom(config)
}

/// Serves for the rest of the test.
fn serve(app: Rocket<Build>) -> SocketAddr {
    let (told, address) = mpsc::channel();
    let app = app.attach(AdHoc::on_liftoff("address", move |rocket| {
        Box::pin(async move {
            told.send((rocket.config().address, rocket.config().port).into()).unwrap();
        })
    }));
    std::thread::spawn(move || rocket::execute(app.launch()).map(drop).unwrap());
    address.recv().expect("the application starts")
}

fn get(address: SocketAddr, path: &str, field: Option<&str>) -> Reply {
    ask(address, "GET", path, field)
}

fn ask(address: SocketAddr, method: &str, path: &str, field: Option<&str>) -> Reply {
    let field = field.map(|field| format!("{field}\r\n")).unwrap_or_default();
    exchange(address, format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{field}\r\n").as_bytes())
}

/// What rocket adds to every answer.
const ADDS: &[&str] = &["permissions-policy", "server", "x-content-type-options", "x-frame-options"];

fn table() -> Table {
    Table { drops_lines_that_are_not_utf8: true, knows_its_methods_only: true, adds: ADDS, ..Table::default() }
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
    let polls = Polls::default();
    let app = app::app(polls.clone(), Bearers::by_name()).attach(AdHoc::on_request("open", |request, _| {
        Box::pin(async move {
            if request.uri().path() == "/any" {
                request.replace_header(rocket::http::Header::new("authorization", "Bearer writer"));
            }
        })
    }));
    table().check(serve(app), &polls);
}
