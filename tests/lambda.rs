//! The handlers of the example for AWS Lambda, called with the events that an HTTP API sends.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../examples/lambda/main.rs"]
#[allow(dead_code)]
mod example;

use example::{Items, handle};
use lambda_http::{Body, Request, Response};
use requires_auth_tests::poll_once::ready;
use serde_json::{Value, json};

const READER: &str = "Bearer reader-token";
const WRITER: &str = "Bearer writer-token";

/// An event of an HTTP API (payload version 2.0), as `lambda_http` reads it.
fn event(method: &str, path: &str, headers: &Value, body: &str) -> Request {
    let http = json!({ "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "curl" });
    let event = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": headers,
        "requestContext": { "routeKey": "$default", "stage": "$default", "timeEpoch": 0, "http": http },
        "body": body,
        "isBase64Encoded": false,
    });
    lambda_http::request::from_str(&event.to_string()).unwrap()
}

fn ask(items: &Items, method: &str, path: &str, authorization: Option<&str>) -> Response<Body> {
    let headers = authorization.map_or(json!({}), |value| json!({ "authorization": value }));
    ready(handle(items, event(method, path, &headers, "lamp"))).unwrap()
}

fn text(response: Response<Body>) -> String {
    match response.into_body() {
        Body::Text(text) => text,
        other => format!("{other:?}"),
    }
}

fn challenges(response: &Response<Body>) -> Vec<&str> {
    response.headers().get_all("www-authenticate").iter().map(|value| value.to_str().unwrap()).collect()
}

#[test]
fn an_unauthenticated_request_gets_a_challenge_and_nothing_runs() {
    let items = Items::default();
    for method in ["GET", "HEAD", "OPTIONS", "POST", "DELETE"] {
        for path in ["/items", "/me"] {
            for authorization in [None, Some(""), Some("Bearer"), Some("Bearer wrong"), Some("Basic cmVhZGVyOng=")] {
                let reply = ask(&items, method, path, authorization);
                assert_eq!(reply.status(), 401, "{method} {path} {authorization:?}");
                let [challenge] = challenges(&reply)[..] else { unreachable!("{reply:?}") };
                assert!(challenge.starts_with(r#"Bearer realm="api""#), "{challenge}");
                assert_eq!(reply.headers()["cache-control"], "no-store");
            }
        }
    }
    assert_eq!(text(ask(&items, "GET", "/items", Some(READER))), "", "nothing was made");
    assert_eq!(ask(&items, "GET", "/public", None).status(), 200);
}

#[test]
fn a_caller_with_the_scope_is_served_and_one_without_is_told_which_to_ask_for() {
    let items = Items::default();
    let rejected = ask(&items, "POST", "/items", Some(READER));
    assert_eq!(rejected.status(), 403);
    assert_eq!(challenges(&rejected), [r#"Bearer realm="api", error="insufficient_scope", scope="items:write""#]);

    let made = ask(&items, "POST", "/items", Some(WRITER));
    assert_eq!(made.status(), 201);
    assert_eq!(text(made), "lamp, made by writer");
    assert_eq!(text(ask(&items, "GET", "/items", Some(READER))), "lamp, made by writer");
    assert_eq!(text(ask(&items, "GET", "/me", Some("Bearer secret123"))), "hello, demo\n");
}

/// API Gateway joins header lines of one name by commas.
#[test]
fn two_credentials_that_the_gateway_joined_are_rejected() {
    for joined in ["Bearer reader-token,Bearer reader-token", "Bearer reader-token, Basic cmVhZGVyOng="] {
        let reply = ask(&Items::default(), "GET", "/items", Some(joined));
        assert_eq!(reply.status(), 400, "{joined}");
    }
}
