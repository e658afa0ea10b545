//! The protected resource metadata, as every framework must serve them.

use std::net::SocketAddr;

use requires_auth::ResourceMetadata;

use crate::raw_http::{Reply, exchange};

const ROOT: &str = "/.well-known/oauth-protected-resource";
const METHODS: &str = "GET, HEAD, OPTIONS";

/// Of a resource with a path, so there are two addresses.
#[must_use]
pub fn metadata() -> ResourceMetadata {
    let builder = ResourceMetadata::builder("https://api.example/v1").authorization_server("https://login.example");
    builder.scopes(["items:read"]).build().expect("a document")
}

/// Asks a server that serves [`metadata`], and responds to unknown paths with this status.
///
/// # Panics
///
/// If a response differs.
pub fn check(address: SocketAddr, adds: &[&str], unknown: u16) {
    let ask = |method: &str, path: &str, fields: &str| {
        let head = format!("{method} {path} HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n{fields}\r\n");
        let mut reply = exchange(address, head.as_bytes());
        reply.fields.retain(|(name, _)| !adds.contains(&name.as_str()));
        reply.fields.sort();
        reply
    };
    let document = metadata().document().to_owned();
    let fields = [("access-control-allow-origin", "*"), ("cache-control", "max-age=3600"), ("content-type", "application/json")];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let expected = Reply { status: 200, fields, content_length: Some(document.len()), body: document };
    for path in [ROOT.to_owned(), format!("{ROOT}/v1")] {
        for fields in
            ["", "authorization: Bearer wrong\r\n", "x-forwarded-host: evil.example\r\norigin: https://evil.example\r\n"]
        {
            assert_eq!(ask("GET", &path, fields), expected, "{path} {fields}");
        }
        assert_eq!(ask("HEAD", &path, ""), Reply { body: String::new(), ..expected.clone() }, "{path}");
        let preflight = ask("OPTIONS", &path, "origin: https://page.example\r\naccess-control-request-method: GET\r\n");
        assert_eq!((preflight.status, &*preflight.body), (204, ""), "{path}");
        for (name, value) in [
            ("access-control-allow-origin", "*"),
            ("access-control-allow-methods", METHODS),
            ("access-control-allow-headers", "*"),
            ("access-control-max-age", "3600"),
            ("allow", METHODS),
        ] {
            assert_eq!(preflight.all(name), [value], "{path} {name}");
        }
        let post = ask("POST", &path, "content-length: 0\r\n");
        assert_eq!((post.status, post.all("allow"), post.all("cache-control")), (405, vec![METHODS], vec!["no-store"]), "{path}");
    }
    for path in ["/v2", "/v1/x", "x"].map(|behind| format!("{ROOT}{behind}")) {
        assert_eq!(ask("GET", &path, "").status, unknown, "{path}");
    }
}
