//! A service over TCP: its clients hang up, and its provider fails.

use std::{
    io::Write as _,
    net::{SocketAddr, TcpListener},
    thread,
};

use axum::Router;
use futures_executor::block_on;
use requires_auth::{
    Authenticator, Identity,
    axum::{requires_auth, routing::get},
    test_util::{TestEndpoint, TestResponse},
    verifiers::JwtAlgorithm,
};
use requires_auth_tests::raw_http;
use tokio::runtime::Builder;

use crate::asking::Api;

const KEYS: TestEndpoint = TestEndpoint::Keys;

#[requires_auth]
async fn name(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

fn serve(auth: &Authenticator) -> SocketAddr {
    serve_app(Router::new().route("/name", get(name).into()).with_state(auth.clone()))
}

/// Serves until the tests end.
pub(crate) fn serve_app(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    address
}

#[test]
fn clients_that_hang_up_keep_no_key_from_being_fetched() {
    let api = Api::ready();
    let address = serve(&api.auth);
    assert_eq!(raw_http::get(address, "/name", Some(&api.token())).body, "ada");
    for _ in 0..3 {
        let (before, attempts) = (api.issuer.requests(KEYS), api.verifier.status().attempts());
        api.issuer.rotate(JwtAlgorithm::Es256);
        api.issuer.respond(KEYS, TestResponse::Held);
        let forged = api.forged("forged");
        for number in 0..10 {
            let mut client = raw_http::open(address);
            write!(client, "GET /name HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {forged}\r\n\r\n").unwrap();
            if number == 0 {
                // Its request is there, and waits.
                api.issuer.wait_for_requests(KEYS, before + 1);
            }
            drop(client);
        }
        api.issuer.respond(KEYS, TestResponse::Usual);
        api.wait_for_attempts(attempts + 1);
        assert_eq!(raw_http::get(address, "/name", Some(&api.token())).body, "ada");
        assert!(api.issuer.requests(KEYS) <= before + 2);
        api.advance(30);
    }
}

#[test]
fn a_service_whose_provider_is_down_says_when_to_come_back() {
    let api = Api::before(|builder| builder, |issuer| issuer.respond(KEYS, TestResponse::Status(500)));
    let address = serve(&api.auth);
    api.wait_for_attempts(1);
    let reply = raw_http::get(address, "/name", Some(&api.token()));
    assert_eq!((reply.status, reply.all("retry-after"), reply.all("www-authenticate")), (503, vec!["1"], vec![]));
    assert_eq!(raw_http::get(address, "/name", None).status, 401, "without credentials the provider does not matter");
    api.issuer.respond(KEYS, TestResponse::Usual);
    api.advance(1);
    block_on(api.verifier.ready());
    assert_eq!(raw_http::get(address, "/name", Some(&api.token())).body, "ada");
}
