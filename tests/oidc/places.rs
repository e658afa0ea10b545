//! Tokens where browsers and proxies carry them, over TCP.

use std::net::SocketAddr;

use axum::{Router, routing::get};
use futures_executor::block_on;
use requires_auth::{
    Authenticator, Identity,
    axum::requires_auth,
    scheme,
    test_util::{TestEndpoint, TestIssuer, TestResponse},
    verifiers::Oidc,
};
use requires_auth_tests::raw_http::{Reply, exchange};
use serde_json::json;

use crate::{
    asking::{AUDIENCE, Api},
    sockets::serve_app,
};

const SESSION: scheme::SessionCookie = scheme::SessionCookie::named("__Host-session");
const ASSERTION: scheme::Bearer = scheme::Bearer::in_header("x-goog-iap-jwt-assertion");

#[requires_auth]
async fn name(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth(optional)]
async fn visitor(#[identity] who: Option<Identity>) -> String {
    who.map_or_else(|| "nobody".to_owned(), |who| who.subject().to_owned())
}

fn serve(auth: Authenticator) -> SocketAddr {
    serve_app(Router::new().route("/name", get(name).post(name)).route("/visitor", get(visitor)).with_state(auth))
}

/// In `Authorization`, and in a cookie: one verifier.
fn both(verifier: &Oidc) -> SocketAddr {
    serve(Authenticator::builder(verifier.clone()).or(verifier.clone().in_cookie(SESSION)).build().unwrap())
}

fn asked(address: SocketAddr, line: &str, fields: &[&str]) -> Reply {
    let lines = [&["host: api.example", "connection: close"], fields, &["", ""]].concat().join("\r\n");
    exchange(address, format!("{line} HTTP/1.1\r\n{lines}").as_bytes())
}

/// Status and body; of a rejection no body.
fn found(address: SocketAddr, line: &str, fields: &[&str]) -> (u16, String) {
    let reply = asked(address, line, fields);
    let body = if reply.status == 200 { reply.body } else { String::new() };
    (reply.status, body)
}

fn ada() -> (u16, String) {
    (200, "ada".to_owned())
}

fn rejected(status: u16) -> (u16, String) {
    (status, String::new())
}

const OTHER_SITE: [&str; 2] = ["sec-fetch-site: cross-site", "origin: https://evil.example"];

#[test]
fn a_token_in_a_session_cookie_is_verified_and_pages_of_other_sites_cannot_write_with_it() {
    let api = Api::ready();
    let address = both(&api.verifier);
    let token = api.token();
    let (cookie, header) = (format!("cookie: a=b; __Host-session={token}"), format!("authorization: Bearer {token}"));
    for fields in [[&*cookie], [&*header]] {
        assert_eq!(found(address, "GET /name", &fields), ada());
        assert_eq!(found(address, "POST /name", &fields), ada(), "not of a browser");
    }
    assert_eq!(found(address, "POST /name", &[&cookie, "sec-fetch-site: same-origin"]), ada());
    // What only scripts of the application can send needs no such check.
    assert_eq!(found(address, "POST /name", &[&[&*header], &OTHER_SITE[..]].concat()), ada());
    assert_eq!(found(address, "POST /name", &[&[&*cookie], &OTHER_SITE[..]].concat()), rejected(403));
    assert_eq!(found(address, "GET /name", &[&[&*cookie], &OTHER_SITE[..]].concat()), ada(), "reads");
    // The verifier does not see it: a token with an unknown key makes it fetch keys.
    let fetched = api.issuer.requests(TestEndpoint::Keys);
    let unknown = format!("cookie: __Host-session={}", api.forged("other"));
    assert_eq!(found(address, "POST /name", &[&[&*unknown], &OTHER_SITE[..]].concat()), rejected(403));
    assert_eq!(api.issuer.requests(TestEndpoint::Keys), fetched);
    assert_eq!(found(address, "POST /name", &[&unknown]), rejected(401));
    assert_eq!(api.issuer.requests(TestEndpoint::Keys), fetched + 1, "the twin");
}

#[test]
fn what_is_in_the_cookie_and_no_valid_token_is_rejected() {
    let api = Api::ready();
    let address = both(&api.verifier);
    let token = api.token();
    let others = TestIssuer::with_clock(&api.clock);
    let claims = json!({"sub": "ada", "aud": AUDIENCE, "iss": api.issuer.url()});
    for value in [
        others.token(&claims),
        api.issuer.token(&json!({"sub": "ada", "aud": "other"})),
        api.issuer.token(&json!({"sub": "ada", "aud": AUDIENCE, "exp": 1})),
        api.forged("other"),
        format!("\"{token}\""),
        format!("{token}!"),
        format!("{token}; __Host-session=x"),
        token[..token.len() - 1].to_owned(),
        "x".to_owned(),
    ] {
        let cookie = format!("cookie: __Host-session={value}");
        let reply = asked(address, "GET /name", &[&cookie]);
        assert_eq!(reply.status, 401, "{value}");
        assert_eq!(reply.all("www-authenticate"), [r#"Bearer realm="api""#, r#"Cookie realm="api""#], "{value}");
        let is_two = value.contains(';');
        let visit = found(address, "GET /visitor", &[&cookie]);
        assert_eq!(visit, if is_two { rejected(401) } else { (200, "nobody".to_owned()) }, "{value}");
    }
    let cookie = format!("cookie: __Host-session={token}");
    assert_eq!(found(address, "GET /visitor", &[&cookie]), ada());
    assert_eq!(found(address, "GET /name", &["authorization: Bearer x", &cookie]), rejected(401), "the header counts");
    assert_eq!(found(address, "GET /name", &[&cookie.replace("__Host-session", "session")]), rejected(401));
}

#[test]
fn a_cookie_waits_for_keys_as_a_header_does() {
    let api = Api::before(|builder| builder, |issuer| issuer.respond(TestEndpoint::Keys, TestResponse::Status(500)));
    let address = both(&api.verifier);
    api.wait_for_attempts(1);
    let cookie = format!("cookie: __Host-session={}", api.token());
    for path in ["/name", "/visitor"] {
        assert_eq!(found(address, &format!("GET {path}"), &[&cookie]), rejected(503));
    }
    api.issuer.respond(TestEndpoint::Keys, TestResponse::Usual);
    api.advance_until(|| api.verifier.status().is_ready());
    assert_eq!(found(address, "GET /name", &[&cookie]), ada());
}

#[test]
fn issuers_share_a_cookie() {
    let api = Api::ready();
    let other = TestIssuer::with_clock(&api.clock);
    let second = other.verifier().audience(AUDIENCE).build().unwrap();
    block_on(second.ready());
    let address = serve(Authenticator::new(Oidc::any_of([api.verifier.clone(), second]).unwrap().in_cookie(SESSION)));
    let claims = json!({"sub": "ada", "aud": AUDIENCE});
    let forged = other.token(&json!({"sub": "ada", "aud": AUDIENCE, "iss": api.issuer.url()}));
    for (token, status) in [(api.token(), 200), (other.token(&claims), 200), (forged, 401)] {
        assert_eq!(found(address, "GET /name", &[&format!("cookie: __Host-session={token}")]).0, status);
    }
}

/// As behind Google's Identity-Aware Proxy.
#[test]
fn a_token_in_the_field_of_a_proxy_is_verified_and_pages_of_other_sites_cannot_write_with_it() {
    let api = Api::start(|builder| builder.scheme(ASSERTION));
    block_on(api.verifier.ready());
    let address = serve(api.auth.clone());
    let assertion = format!("x-goog-iap-jwt-assertion: {}", api.token());
    assert_eq!(found(address, "GET /name", &[&assertion]), ada());
    assert_eq!(found(address, "POST /name", &[&assertion, "sec-fetch-site: same-origin"]), ada());
    assert_eq!(found(address, "POST /name", &[&[&*assertion], &OTHER_SITE[..]].concat()), rejected(403));
    assert_eq!(found(address, "GET /name", &[&assertion, &assertion]), rejected(400));
    assert_eq!(found(address, "GET /name", &[&format!("authorization: Bearer {}", api.token())]), rejected(401));
}
