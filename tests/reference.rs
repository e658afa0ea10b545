//! The reference server as a process, asked over TCP: with the issuer in it, with another provider, and with wrong variables.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::{io::Read as _, process::Stdio};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use requires_auth::test_util::TestIssuer;
use requires_auth_tests::{
    quickstart_server::{Quickstart, reference},
    raw_http::{Reply, exchange},
};
use serde_json::{Value, json};

const METADATA: &str = "/.well-known/oauth-protected-resource";

fn start(variables: &[(&str, &str)]) -> Quickstart {
    Quickstart::running(reference(variables))
}

fn bearer(token: &str) -> String {
    format!("authorization: Bearer {token}")
}

fn json(reply: &Reply) -> Value {
    serde_json::from_str(&reply.body).unwrap_or_else(|_| panic!("{reply:?}"))
}

/// Does what `curl` would do with a line that the server printed.
fn curl(server: &Quickstart, line: &str) -> Reply {
    let rest = line.strip_prefix(&format!("curl -i http://{}", server.address)).unwrap();
    let (path, arguments) = rest.split_once(' ').unwrap_or((rest, ""));
    let option = |name: &str, end: char| arguments.split_once(name).and_then(|(_, rest)| rest.split(end).next());
    let mut fields: Vec<String> = option("-H \"", '"').map(str::to_owned).into_iter().collect();
    fields.extend(option("-u \"", '"').map(|user| format!("authorization: Basic {}", STANDARD.encode(user))));
    fields.extend(option("-b ", ' ').map(|cookie| format!("cookie: {cookie}")));
    let body = option("--json '", '\'').unwrap_or_default();
    let method = if body.is_empty() { "GET" } else { "POST" };
    if !body.is_empty() {
        fields.push(format!("content-type: application/json\r\ncontent-length: {}", body.len()));
    }
    fields.push("connection: close\r\n".to_owned());
    let request = format!("{method} {path} HTTP/1.1\r\nhost: x\r\n{}\r\n{body}", fields.join("\r\n"));
    exchange(server.address, request.as_bytes())
}

/// The token in the printed line that begins with this.
fn token<'a>(server: &'a Quickstart, line: &'a str) -> &'a str {
    tokens(server, line).next().unwrap()
}

/// The tokens in the printed lines that begin with this.
fn tokens<'a>(server: &'a Quickstart, line: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = server.greeting.lines().filter(move |printed| printed.contains(line));
    lines.filter_map(|printed| printed.split("Bearer ").nth(1)).filter_map(|rest| rest.split('"').next())
}

#[test]
fn every_request_that_it_prints_has_its_answer() {
    let server = start(&[]);
    let lines: Vec<_> = server.greeting.lines().filter(|line| line.starts_with("curl ")).collect();
    let replies: Vec<_> = lines.iter().map(|line| curl(&server, line)).collect();
    let statuses: Vec<_> = replies.iter().map(|reply| reply.status).collect();
    assert_eq!(statuses, [200, 401, 200, 401, 200, 403, 201, 401, 200, 200, 200, 200, 200, 200, 200], "{lines:#?}");
    let metadata = format!("resource_metadata=\"http://{}{METADATA}\"", server.address);
    for (index, challenge) in [
        (1, format!("Bearer realm=\"api\", {metadata}")),
        (3, format!("Bearer realm=\"api\", scope=\"items:read\", {metadata}")),
        (5, format!("Bearer realm=\"api\", error=\"insufficient_scope\", scope=\"items:write\", {metadata}")),
        (7, format!("Bearer realm=\"api\", error=\"insufficient_user_authentication\", acr_values=\"gold\", {metadata}")),
    ] {
        assert_eq!(replies[index].all("www-authenticate"), [challenge], "{}", lines[index]);
    }
    assert_eq!(json(&replies[12]), json!({ "status": "ok", "keys": "ready" }));
    let document = json(&replies[13]);
    assert_eq!(document["resource"], format!("http://{}", server.address));
    assert_eq!(document["scopes_supported"], json!(["items:read", "items:write"]));
    assert_eq!(document["bearer_methods_supported"], json!(["header"]));
}

#[test]
fn each_kind_of_token_opens_its_own_routes_only() {
    let server = start(&[]);
    let (reader, opaque) = (token(&server, "/items -H"), token(&server, "/opaque -H"));
    let gold = tokens(&server, "/stepup -H").last().unwrap();
    let other = start(&[]);
    for (path, token, status) in [
        ("/items", reader, 200),
        ("/items", opaque, 401),
        ("/items", "reader-token", 401),
        ("/items", token(&other, "/items -H"), 401),
        ("/items", &reader[..reader.len() - 4], 401),
        ("/opaque", opaque, 200),
        ("/opaque", reader, 401),
        ("/opaque", "reader-token", 401),
        ("/protected", reader, 200),
        ("/protected", "reader-token", 200),
        ("/protected", opaque, 401),
        ("/protected", "reader-token1", 401),
        ("/stepup", gold, 200),
        ("/stepup", reader, 401),
        ("/stepup", opaque, 401),
        ("/items", gold, 403),
        ("/admin", reader, 401),
        ("/reports", reader, 401),
        ("/me", reader, 401),
    ] {
        assert_eq!(server.ask("GET", path, &[&bearer(token)]).status, status, "{path} {token}");
    }
    for path in ["/items", "/opaque", "/protected"] {
        assert_eq!(server.ask("GET", path, &[&bearer(reader), &bearer(reader)]).status, 400, "{path}");
    }
    let evil = "origin: https://evil.example";
    assert_eq!(server.ask("POST", "/me", &["cookie: session=sess-123456", evil]).status, 403);
}

#[test]
fn other_sites_may_send_tokens_and_read_challenges_and_not_the_page() {
    let server = start(&[]);
    let origin = "origin: https://app.example";
    let asked = ["access-control-request-method: POST", "access-control-request-headers: authorization,content-type,x-api-key"];
    for path in ["/items", "/reports"] {
        let preflight = server.ask("OPTIONS", path, &[origin, asked[0], asked[1]]);
        assert_eq!((preflight.status, preflight.all("access-control-allow-origin")), (200, vec!["*"]));
        let allowed = preflight.all("access-control-allow-headers").concat();
        for name in ["authorization", "content-type", "x-api-key"] {
            assert!(allowed.split(',').any(|known| known == name), "{name} in {allowed}");
        }
    }
    let refused = server.ask("GET", "/items", &[origin]);
    assert_eq!((refused.status, refused.all("access-control-allow-origin")), (401, vec!["*"]));
    assert!(refused.all("access-control-expose-headers").concat().contains("www-authenticate"), "{refused:?}");
    assert!(refused.all("access-control-allow-credentials").is_empty(), "{refused:?}");
    assert_eq!(server.ask("GET", METADATA, &[origin]).all("access-control-allow-origin"), ["*"]);
    for path in ["/", "/page.js", "/page.css"] {
        let page = server.ask("GET", path, &[origin]);
        assert_eq!((page.status, page.all("access-control-allow-origin").len()), (200, 0), "{path}");
    }
}

#[test]
fn the_page_has_a_button_for_each_printed_request() {
    let server = start(&[]);
    let page = server.ask("GET", "/", &[]);
    assert_eq!(page.all("content-type"), ["text/html; charset=utf-8"]);
    assert_eq!(page.all("cache-control"), ["no-store"]);
    assert_eq!(page.all("x-content-type-options"), ["nosniff"]);
    let policy = page.all("content-security-policy").concat();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    let buttons = page.body.lines().filter(|line| line.starts_with("<button ")).count();
    assert_eq!(buttons, server.greeting.lines().filter(|line| line.starts_with("curl ")).count());
    assert!(page.body.contains(token(&server, "/items -H")), "the tokens that are printed");
    assert_eq!(server.ask("GET", "/page.js", &[]).all("content-type"), ["text/javascript; charset=utf-8"]);
}

#[test]
fn it_trusts_the_provider_that_it_is_told() {
    let provider = TestIssuer::start();
    let base = ("BASE_URL", "http://localhost:4321/");
    let url = format!("{}/introspect", provider.url());
    let client =
        [("INTROSPECTION_URL", url.as_str()), ("INTROSPECTION_CLIENT_ID", "api"), ("INTROSPECTION_CLIENT_SECRET", "secret")];
    let server = start(&[&[base, ("ISSUER", provider.url())], &client[..]].concat());
    let claims = |audience: &str| json!({ "sub": "ada", "aud": audience, "scope": "items:read" });
    let jwt = provider.token(&claims("http://localhost:4321"));
    let ask = |path: &str, token: &str| server.ask("GET", path, &[&bearer(token)]);

    assert_eq!(ask("/items", &jwt).status, 200);
    assert_eq!(ask("/items", &provider.token(&claims("http://localhost:4321/"))).status, 401, "another audience");
    assert_eq!(ask("/opaque", &provider.opaque_token(&claims("http://localhost:4321"))).status, 200);
    assert_eq!(ask("/opaque", &provider.opaque_token(&claims("other"))).status, 401);
    let document = json(&server.ask("GET", METADATA, &[]));
    assert_eq!(document["resource"], "http://localhost:4321");
    assert_eq!(document["authorization_servers"], json!([provider.url()]));
    let challenge = server.ask("GET", "/items", &[]).all("www-authenticate").concat();
    assert!(challenge.contains(&format!("resource_metadata=\"http://localhost:4321{METADATA}\"")), "{challenge}");

    // It has no token of this provider to show.
    assert!(server.greeting.contains("/opaque -H \"Authorization: Bearer $TOKEN\""), "{}", server.greeting);
    assert!(!server.greeting.contains("Bearer ey"), "{}", server.greeting);
    let page = server.ask("GET", "/", &[]).body;
    assert!(page.contains("Bearer $TOKEN") && !page.contains("Bearer ey"), "{page}");
}

#[test]
fn audience_keys_and_path_can_be_set() {
    let provider = TestIssuer::start();
    let keys = format!("{}/jwks", provider.url());
    let variables = [
        ("ISSUER", "https://idp.example"),
        ("JWKS_URL", &*keys),
        ("AUDIENCE", "api://items"),
        ("BASE_URL", "https://api.example/v1"),
    ];
    let server = start(&variables);
    let claims = |issuer: &str, audience: &str| json!({ "iss": issuer, "sub": "ada", "aud": audience, "scope": "items:read" });
    for (issuer, audience, status) in [
        ("https://idp.example", "api://items", 200),
        ("https://idp.example", "https://api.example/v1", 401),
        (provider.url(), "api://items", 401),
    ] {
        let token = provider.token(&claims(issuer, audience));
        assert_eq!(server.ask("GET", "/items", &[&bearer(&token)]).status, status, "{issuer} {audience}");
    }
    for path in [METADATA.to_owned(), format!("{METADATA}/v1")] {
        assert_eq!(json(&server.ask("GET", &path, &[]))["resource"], "https://api.example/v1", "{path}");
    }
    assert_eq!(server.ask("GET", "/opaque", &[&bearer("x")]).status, 404, "nothing can be asked about opaque tokens");
    assert!(!server.greeting.contains("/opaque"), "{}", server.greeting);
}

#[test]
fn a_provider_that_is_down_closes_what_needs_it() {
    let server = start(&[("ISSUER", "http://127.0.0.1:1")]);
    for (path, field, status) in [
        ("/public", "a: b", 200),
        ("/health", "a: b", 200),
        (METADATA, "a: b", 200),
        ("/items", "a: b", 401),
        ("/items", "authorization: Bearer ey.ey.x", 503),
        ("/protected", "authorization: Bearer ey.ey.x", 503),
        ("/protected", "authorization: Bearer secret123", 200),
        ("/reports", "x-api-key: key-123456", 200),
    ] {
        assert_eq!(server.ask("GET", path, &[field]).status, status, "{path} {field}");
    }
    assert_eq!(json(&server.ask("GET", "/health", &[]))["keys"], "missing");
}

/// What it prints to standard error before it ends with exit code 1, without having listened.
fn refusal(variables: &[(&str, &str)]) -> String {
    let mut child = reference(variables).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0];
    if child.stdout.take().unwrap().read(&mut first).unwrap() > 0 {
        child.kill().unwrap();
        panic!("it starts with {variables:?}");
    }
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{variables:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_wrong_variable_is_one_clear_line_and_the_exit_code_1() {
    let issuer = ("ISSUER", "https://idp.example");
    let (url, id, secret) = ("INTROSPECTION_URL", "INTROSPECTION_CLIENT_ID", "INTROSPECTION_CLIENT_SECRET");
    let mut cases: Vec<(Vec<(&str, &str)>, String)> = Vec::new();
    let names = ["PORT", "BASE_URL", "ISSUER", "AUDIENCE", "JWKS_URL", url, id, secret];
    for name in names {
        cases.push((vec![(name, "")], format!("{name} is empty")));
        cases.push((vec![issuer, (name, " ")], format!("{name} is empty")));
    }
    for (name, value) in [("AUDIENCE", "api"), ("JWKS_URL", "https://idp.example/jwks")] {
        cases.push((vec![(name, value)], format!("{name} is set, and ISSUER is not")));
    }
    let all = vec![(url, "https://idp.example/i"), (id, "api"), (secret, "s3cret-s3cret")];
    cases.push((all.clone(), format!("{url} is set, and ISSUER is not")));
    for left_out in 0..3 {
        let mut some = all.clone();
        some.remove(left_out);
        some.push(issuer);
        cases.push((some, "must be set together".to_owned()));
    }
    for (name, value, says) in [
        ("PORT", "abc", "PORT is \"abc\""),
        ("PORT", "70000", "PORT is \"70000\""),
        ("BASE_URL", "ftp://api.example", "BASE_URL"),
        ("BASE_URL", "http://api.example", "BASE_URL"),
        ("BASE_URL", "api.example", "BASE_URL"),
        ("BASE_URL", "/", "BASE_URL"),
        ("BASE_URL", "https://api.example/?a", "BASE_URL"),
        ("BASE_URL", "https://API.example", "BASE_URL"),
        ("BASE_URL", "https://ada:pass-word-1@api.example", "BASE_URL"),
        ("ISSUER", "idp.example", "ISSUER"),
        ("ISSUER", "http://idp.example", "ISSUER"),
        ("ISSUER", "https://idp.example#a", "ISSUER"),
        ("JWKS_URL", "http://idp.example/jwks", "JWKS_URL"),
        ("JWKS_URL", "jwks", "JWKS_URL"),
    ] {
        cases.push((vec![issuer, (name, value)], says.to_owned()));
    }
    cases.push((vec![issuer, (url, "http://idp.example/i"), (id, "api"), (secret, "s3cret-s3cret")], url.to_owned()));
    // The embedded issuer is for this machine.
    for base in ["https://api.example", "http://api.example", "https://localhost"] {
        cases.push((vec![("BASE_URL", base)], "BASE_URL".to_owned()));
    }
    for (variables, says) in cases {
        let line = refusal(&variables);
        assert_eq!(line.lines().count(), 1, "{variables:?} {line}");
        assert!(line.starts_with("reference: ") && line.contains(&says), "{variables:?} {line}");
        assert!(!line.contains("s3cret") && !line.contains("pass-word"), "{line}");
    }
}

#[test]
fn a_taken_port_is_one_clear_line() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let line = refusal(&[("PORT", &port)]);
    assert!(line.starts_with("reference: ") && line.contains(&port) && line.lines().count() == 1, "{line}");
}

#[test]
fn ctrl_c_ends_it_cleanly() {
    let (status, _) = start(&[]).interrupt();
    assert!(status.success(), "{status}");
}
