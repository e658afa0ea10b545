//! The protected resource metadata (RFC 9728), over real connections.

use axum::Router;
use requires_auth::{
    Authenticator, ResourceMetadata,
    axum::{layer, requires_auth, routing::get, with_resource_metadata},
    test_util,
};
use requires_auth_tests::raw_http::{Reply, exchange};

use crate::serve;

const ROOT: &str = "/.well-known/oauth-protected-resource";

#[requires_auth]
async fn guarded() -> &'static str {
    "in"
}

fn metadata(resource: &str) -> ResourceMetadata {
    ResourceMetadata::builder(resource).authorization_server("https://login.example").scopes(["items:read"]).build().unwrap()
}

/// An application that is guarded as a whole, with the document in front.
fn app(metadata: &ResourceMetadata) -> Router {
    let tokens = test_util::authenticator([("good", requires_auth::Identity::new("ada"))]);
    let auth: Authenticator = Authenticator::builder(tokens).resource_metadata(metadata.url()).build().unwrap();
    let guarded = Router::new().route("/v1", get(guarded).into()).with_state(auth.clone()).layer(layer(auth));
    with_resource_metadata(guarded, metadata)
}

fn ask(app: Router) -> impl Fn(&str, &str, &str) -> Reply {
    let address = serve(app);
    move |method, path, fields| {
        let head = format!("{method} {path} HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n{fields}\r\n");
        exchange(address, head.as_bytes())
    }
}

fn fields(lines: &[(&str, &str)]) -> Vec<(String, String)> {
    lines.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn a_client_gets_from_the_challenge_to_the_document() {
    let metadata = metadata("https://api.example/v1");
    let ask = ask(app(&metadata));
    let refused = ask("GET", "/v1", "");
    assert_eq!(refused.status, 401);
    let challenge = refused.all("www-authenticate").concat();
    let url = challenge.split("resource_metadata=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let path = url.strip_prefix("https://api.example").unwrap();
    assert_eq!(path, format!("{ROOT}/v1"));

    let found = ask("GET", path, "");
    assert_eq!(found.status, 200);
    let expected =
        [("content-type", "application/json"), ("cache-control", "max-age=3600"), ("access-control-allow-origin", "*")];
    assert_eq!(found.fields, fields(&expected));
    let document: serde_json::Value = serde_json::from_str(&found.body).unwrap();
    assert_eq!(document["resource"], "https://api.example/v1");
    assert_eq!(document["authorization_servers"], serde_json::json!(["https://login.example"]));
    assert_eq!(ask("GET", ROOT, "").body, found.body, "the path alone");
    assert_eq!(ask("GET", "/v1", "authorization: Bearer good\r\n").body, "in");
}

#[test]
fn only_its_own_paths_are_open() {
    let ask = ask(app(&metadata("https://api.example/v1")));
    for path in ["", "/v2", "/v1/", "/v1/x", "/V1", "/%761"].map(|behind| format!("{ROOT}{behind}")) {
        assert_eq!(ask("GET", &path, "").status, if path == ROOT { 200 } else { 401 }, "{path}");
    }
    for path in ["/.well-known", "/.well-known/oauth-protected-resourcex", "/"] {
        assert_eq!(ask("GET", path, "").status, 401, "{path}");
    }
}

#[test]
fn nothing_comes_from_the_request() {
    let ask = ask(app(&metadata("https://api.example")));
    let usual = ask("GET", ROOT, "");
    for fields in [
        "x-forwarded-host: evil.example\r\nx-forwarded-proto: http\r\nforwarded: host=evil.example\r\n",
        "origin: https://evil.example\r\n",
        "authorization: Bearer wrong\r\n",
        "accept: text/html\r\nif-none-match: *\r\nrange: bytes=0-1\r\n",
    ] {
        assert_eq!(ask("GET", ROOT, fields), usual, "{fields}");
    }
    assert_eq!(ask("GET", &format!("{ROOT}?resource=https://evil.example"), ""), usual);
}

#[test]
fn each_method_has_its_response() {
    let ask = ask(app(&metadata("https://api.example")));
    let (get, head) = (ask("GET", ROOT, ""), ask("HEAD", ROOT, ""));
    assert_eq!(head, Reply { body: String::new(), ..get.clone() });
    assert_eq!(head.content_length, Some(get.body.len()));

    let preflight = "origin: https://page.example\r\naccess-control-request-method: GET\r\naccess-control-request-headers: mcp-protocol-version\r\n";
    for fields in ["", preflight] {
        let options = ask("OPTIONS", ROOT, fields);
        assert_eq!((options.status, options.body.as_str()), (204, ""));
        for (name, value) in [
            ("access-control-allow-origin", "*"),
            ("access-control-allow-methods", "GET, HEAD, OPTIONS"),
            ("access-control-allow-headers", "*"),
            ("access-control-max-age", "3600"),
            ("allow", "GET, HEAD, OPTIONS"),
        ] {
            assert_eq!(options.all(name), [value], "{name}");
        }
    }
    for method in ["POST", "PUT", "DELETE", "BREW"] {
        let other = ask(method, ROOT, "");
        assert_eq!((other.status, other.all("allow")), (405, vec!["GET, HEAD, OPTIONS"]), "{method}");
        assert_eq!(other.body, r#"{"type":"about:blank","title":"Method Not Allowed","status":405}"#);
        assert_eq!(other.all("cache-control"), ["no-store"]);
    }
}

/// Why the routes are added and not merged: axum keeps the 404 of the second of two routers.
#[test]
fn a_router_that_is_merged_after_a_layer_opens_unknown_paths() {
    let (public, path) = (Router::new().route("/public", axum::routing::get(async || "open")), "/unknown");
    let guarded = || app(&metadata("https://api.example"));
    assert_eq!(ask(guarded().merge(public.clone()))("GET", path, "").status, 404);
    assert_eq!(ask(public.merge(guarded()))("GET", path, "").status, 401);
}
