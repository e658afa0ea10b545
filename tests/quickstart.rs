//! The quickstart over TCP: for each route every kind of credentials, with every method; status, all fields and the body.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "quickstart/routes.rs"]
mod routes;

use std::{
    io::{Read, Write},
    net::TcpListener,
};

use requires_auth_tests::{
    quickstart_server::{Quickstart, command},
    raw_http::{Reply, exchange, open, parse, read_reply},
};

use crate::routes::{Refusal, routes};

const METHODS: [&str; 6] = ["GET", "HEAD", "OPTIONS", "POST", "DELETE", "BREW"];

fn ask(server: &Quickstart, method: &str, path: &str, fields: &[&str]) -> Reply {
    ask_with_body(server, method, path, fields, "")
}

fn ask_with_body(server: &Quickstart, method: &str, path: &str, fields: &[&str], body: &str) -> Reply {
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", server.address).into_bytes();
    for field in fields {
        request.extend(field.as_bytes());
        request.extend(b"\r\n");
    }
    if !body.is_empty() {
        request.extend(format!("content-length: {}\r\n", body.len()).as_bytes());
    }
    request.extend(b"\r\n");
    request.extend(body.as_bytes());
    exchange(server.address, &request)
}

#[test]
fn bad_credentials_are_refused_alike_on_every_route_with_every_method() {
    let server = Quickstart::start();
    for method in METHODS {
        for route in routes(method) {
            for (what, fields, refusal) in &route.bad {
                let what = format!("{method} {} {what}", route.path);
                refusal.check(method, &ask(&server, method, route.path, fields), &what);
            }
        }
    }
}

#[test]
fn an_overriding_method_changes_nothing() {
    let server = Quickstart::start();
    for route in routes("POST") {
        for (what, fields, refusal) in &route.bad {
            let mut fields = fields.clone();
            fields.push("x-http-method-override: GET");
            refusal.check("POST", &ask(&server, "POST", route.path, &fields), what);
        }
    }
}

#[test]
fn good_credentials_reach_the_handler_and_wrong_methods_get_their_405_behind_the_guard() {
    let server = Quickstart::start();
    for method in METHODS {
        for route in routes(method) {
            let body = if method == "POST" { r#"{"name": "lamp"}"# } else { "" };
            let reply = ask_with_body(&server, method, route.path, &[route.good], body);
            let known = route.serves.iter().find(|(known, _)| *known == method);
            let (_, status) = known.copied().unwrap_or((method, 405));
            assert_eq!(reply.status, status, "{method} {}", route.path);
            assert_eq!(reply.all("www-authenticate"), [""; 0], "{method} {}", route.path);
            assert_eq!(reply.all("allow").len(), usize::from(status == 405), "{method} {}", route.path);
        }
    }
}

#[test]
fn equal_values_of_one_cookie_pass() {
    let server = Quickstart::start();
    assert_eq!(ask(&server, "GET", "/me", &["cookie: session=sess-123456; session=sess-123456"]).status, 200);
    assert_eq!(ask(&server, "GET", "/me", &["cookie: a=1", "cookie: session=sess-123456"]).status, 200);
}

#[test]
fn what_cookies_and_keys_let_see_is_private() {
    let server = Quickstart::start();
    assert_eq!(ask(&server, "GET", "/me", &["cookie: session=sess-123456"]).all("cache-control"), ["private"]);
    assert_eq!(ask(&server, "GET", "/reports", &["x-api-key: key-123456"]).all("cache-control"), ["private"]);
}

#[test]
fn the_public_route_asks_nobody() {
    let server = Quickstart::start();
    assert_eq!(ask(&server, "GET", "/public", &[]).status, 200);
    assert_eq!(ask(&server, "GET", "/public", &["authorization: Bearer wrong"]).status, 200);
    assert_eq!(ask(&server, "POST", "/public", &[]).status, 405);
    assert_eq!(ask(&server, "GET", "/nowhere", &[]).status, 404);
}

#[test]
fn a_reader_may_not_write() {
    let server = Quickstart::start();
    let reader = ["authorization: Bearer reader-token"];
    assert_eq!(ask(&server, "GET", "/items", &reader).status, 200);
    let refusal = Refusal::new(
        403,
        &[r#"Bearer realm="api", error="insufficient_scope", scope="items:write""#],
        Some("insufficient_scope"),
    );
    refusal.check("POST", &ask_with_body(&server, "POST", "/items", &reader, r#"{"name": "lamp"}"#), "reader");
    // `secret123` has no scopes at all.
    refusal.check("POST", &ask(&server, "POST", "/items", &["authorization: Bearer secret123"]), "no scopes");
}

#[test]
fn a_body_is_judged_only_behind_the_guard() {
    let server = Quickstart::start();
    assert_eq!(ask_with_body(&server, "POST", "/items", &["authorization: Bearer wrong"], "not json").status, 401);
    assert_eq!(ask_with_body(&server, "POST", "/items", &["authorization: Bearer writer-token"], "not json").status, 400);
    assert_eq!(ask_with_body(&server, "POST", "/items", &["authorization: Bearer writer-token"], r#"{"title": 1}"#).status, 400);
    let long = format!(r#"{{"name": "{}"}}"#, "x".repeat(70_000));
    assert_eq!(ask_with_body(&server, "POST", "/items", &["authorization: Bearer writer-token"], &long).status, 413);
}

/// Sends only the head of a request, and reads what comes back although no body was sent.
fn ask_without_the_body(server: &Quickstart, token: &str, fields: &str) -> Vec<u8> {
    let mut stream = open(server.address);
    let head = format!("POST /items HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\n{fields}\r\n", server.address);
    stream.write_all(head.as_bytes()).unwrap();
    let mut first = vec![0; 4096];
    let length = stream.read(&mut first).unwrap();
    first.truncate(length);
    first
}

#[test]
fn a_refusal_does_not_wait_for_the_body() {
    let server = Quickstart::start();
    for fields in
        ["expect: 100-continue\r\ncontent-length: 16\r\n", "content-length: 104857600\r\n", "transfer-encoding: chunked\r\n"]
    {
        let reply = parse(&ask_without_the_body(&server, "wrong", fields));
        assert_eq!(reply.status, 401, "{fields:?}");
        assert_eq!(reply.all("www-authenticate"), [r#"Bearer realm="api", error="invalid_token", scope="items:write""#]);
    }
}

#[test]
fn a_caller_who_is_let_in_is_asked_for_the_body() {
    let server = Quickstart::start();
    let first = ask_without_the_body(&server, "writer-token", "expect: 100-continue\r\ncontent-length: 16\r\n");
    assert!(first.starts_with(b"HTTP/1.1 100 "), "{}", String::from_utf8_lossy(&first));
}

#[test]
fn writes_of_other_sites_are_refused() {
    let server = Quickstart::start();
    let own = format!("origin: http://{}", server.address);
    let own_https = format!("origin: https://{}", server.address);
    let lookalike = format!("origin: http://{}.evil.example", server.address);
    let prefix = format!("origin: http://evil.example/{}", server.address);
    let other_port = "origin: http://127.0.0.1:1";
    let cases: &[(&[&str], bool)] = &[
        (&[], true),
        (&["sec-fetch-site: same-origin"], true),
        (&["sec-fetch-site: none"], true),
        (&["sec-fetch-site: same-site"], false),
        (&["sec-fetch-site: cross-site"], false),
        (&["sec-fetch-site: SAME-ORIGIN"], false),
        (&["sec-fetch-site: same-origin", "sec-fetch-site: same-origin"], false),
        (&["sec-fetch-site: same-origin", "origin: https://evil.example"], true),
        (&["sec-fetch-site: cross-site", &own], false),
        (&[&own], true),
        (&[&own_https], true),
        (&[&own, &own], false),
        (&["origin: https://evil.example"], false),
        (&["origin: null"], false),
        (&["origin:"], false),
        (&[other_port], false),
        (&[&lookalike], false),
        (&[&prefix], false),
    ];
    let forbidden = Refusal::new(403, &[], None);
    for (path, good) in [("/me", "cookie: session=sess-123456"), ("/admin", "authorization: Basic YWRtaW46Y29ycmVjdCBob3JzZQ==")]
    {
        for (fields, passes) in cases {
            let fields = [&[good], *fields].concat();
            for (method, served) in [("POST", 200), ("DELETE", 405), ("BREW", 405)] {
                let reply = ask(&server, method, path, &fields);
                if *passes {
                    assert_eq!(reply.status, served, "{method} {path} {fields:?}");
                } else {
                    forbidden.check(method, &reply, &format!("{method} {path} {fields:?}"));
                }
            }
            for (method, served) in [("GET", 200), ("HEAD", 200), ("OPTIONS", 405)] {
                assert_eq!(ask(&server, method, path, &fields).status, served, "{method} {path} {fields:?}");
            }
            // A read that upgrades the connection can write as long as it lives.
            let upgrading = [fields.as_slice(), &["connection: upgrade", "upgrade: websocket"]].concat();
            assert_eq!(ask(&server, "GET", path, &upgrading).status, if *passes { 200 } else { 403 }, "GET {path} {upgrading:?}");
        }
    }
}

#[test]
fn the_cross_site_check_stands_between_grammar_and_verifier() {
    let server = Quickstart::start();
    let evil = "origin: https://evil.example";
    for (path, malformed, wrong) in [
        ("/me", "cookie: session=a,b", "cookie: session=wrong"),
        ("/admin", "authorization: Basic ???", "authorization: Basic YWRtaW46d3Jvbmc="),
    ] {
        assert_eq!(ask(&server, "POST", path, &[evil]).status, 401, "no credentials");
        assert_eq!(ask(&server, "POST", path, &[evil, malformed]).status, 401, "malformed");
        assert_eq!(ask(&server, "POST", path, &[evil, wrong]).status, 403, "wrong, and never verified");
        assert_eq!(ask(&server, "POST", path, &[wrong]).status, 401, "wrong, of the own site");
    }
    // A token or a key is never attached by a browser itself.
    assert_eq!(ask(&server, "POST", "/items", &[evil, "authorization: Bearer writer-token"]).status, 400);
}

#[test]
fn hostile_bytes_are_credentials_that_are_no_good() {
    let server = Quickstart::start();
    let request = |line: &[u8]| {
        let head = format!("GET /protected HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", server.address);
        exchange(server.address, &[head.as_bytes(), line, b"\r\n\r\n"].concat())
    };
    let invalid = Refusal::new(401, &[r#"Bearer realm="api", error="invalid_token""#], Some("invalid_token"));
    invalid.check("GET", &request(b"authorization: Bearer secret123\xff"), "obs-text");
    invalid.check("GET", &request(b"authorization: Bearer \xc3\xa9"), "UTF-8");
    Refusal::new(401, &[r#"Bearer realm="api""#], None).check("GET", &request(b"authorization: \xff"), "no scheme");
    let long = [b"authorization: Bearer ".as_slice(), &vec![b'a'; 64 * 1024]].concat();
    Refusal::new(431, &[], None).check("GET", &request(&long), "64 KiB");
    assert_eq!(request(b"authorization: Bearer secret\x00123").status, 400, "the server refuses NUL");
}

#[test]
fn it_says_how_to_be_tried() {
    let server = Quickstart::start();
    for line in
        ["/protected -H 'Authorization: Bearer secret123'", "-u 'admin:correct horse'", "-b session=sess-123456", "Ctrl-C"]
    {
        assert!(server.greeting.contains(line), "{line} in {}", server.greeting);
    }
}

#[test]
fn ctrl_c_ends_it_cleanly() {
    let server = Quickstart::start();
    // An idle connection does not hold it up.
    let mut idle = open(server.address);
    let (status, printed) = server.interrupt();
    assert!(status.success(), "{status}");
    assert_eq!(printed, "stopped\n");
    let mut rest = Vec::new();
    let _ = idle.read_to_end(&mut rest);
    assert!(rest.is_empty());
}

#[test]
fn a_taken_port_or_a_bad_one_gets_one_clear_line() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (value, says) in
        [(port.as_str(), format!("port {port} is taken")), ("abc", "PORT is \"abc\"".into()), ("70000", "PORT is".into())]
    {
        let output = command(value).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{value}");
        assert!(output.stdout.is_empty(), "{value}");
        let line = String::from_utf8(output.stderr).unwrap();
        assert_eq!(line.lines().count(), 1, "{line}");
        assert!(line.starts_with("quickstart: ") && line.contains(&says), "{line}");
    }
}

#[test]
fn a_kept_connection_is_judged_request_by_request() {
    let server = Quickstart::start();
    let mut stream = open(server.address);
    let request = |fields: &str| format!("GET /protected HTTP/1.1\r\nhost: {}\r\n{fields}\r\n", server.address);
    stream.write_all(request("authorization: Bearer secret123\r\n").as_bytes()).unwrap();
    stream.write_all(request("connection: close\r\n").as_bytes()).unwrap();
    let both = read_reply(&mut stream);
    assert_eq!(both.status, 200);
    assert!(both.body.contains("HTTP/1.1 401 "), "{}", both.body);
}
