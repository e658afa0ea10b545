//! Protected resource metadata: what is written, at which address, and which configurations are refused.

use std::time::Duration;

use http::{Method, Response};
use requires_auth::{Authenticator, Identity, ResourceMetadata, ResourceMetadataBuilder, Scope, verifiers::StaticTokens};
use requires_auth_tests::{expected_bodies::assert_refusal, poll_once::ready};
use serde_json::{Value, json};

const SERVER: &str = "https://login.example";
const ROOT: &str = "/.well-known/oauth-protected-resource";
const WRITE: Scope = Scope::new("items:write");

fn of(resource: &str) -> ResourceMetadataBuilder {
    ResourceMetadata::builder(resource).authorization_server(SERVER)
}

fn document(builder: ResourceMetadataBuilder) -> Value {
    serde_json::from_str(builder.build().unwrap().document()).unwrap()
}

#[test]
fn the_document_says_what_was_configured_and_nothing_else() {
    let least = of("https://api.example").build().unwrap();
    let text = r#"{"resource":"https://api.example","authorization_servers":["https://login.example"],"bearer_methods_supported":["header"]}"#;
    assert_eq!(least.document(), text);
    assert_eq!(least.resource(), "https://api.example");
    assert!(format!("{least:?}").contains("api.example"), "{least:?}");

    let most = of("https://api.example/v1")
        .authorization_server("http://localhost:4000/realms/a/")
        .scopes(["items:read", "items:read"])
        .scopes([WRITE])
        .name("Müller's \"items\" \\ </script>")
        .documentation("https://docs.example/items?lang=de");
    let expected = json!({
        "resource": "https://api.example/v1",
        "resource_name": "Müller's \"items\" \\ </script>",
        "authorization_servers": [SERVER, "http://localhost:4000/realms/a/"],
        "scopes_supported": ["items:read", "items:write"],
        "bearer_methods_supported": ["header"],
        "resource_documentation": "https://docs.example/items?lang=de",
    });
    assert_eq!(document(most), expected);
}

/// RFC 9728 3.1: the well-known path stands between the host and the path.
#[test]
fn address_and_paths_follow_from_the_resource() {
    for (resource, url, paths) in [
        ("https://api.example", format!("https://api.example{ROOT}"), vec![ROOT.to_owned()]),
        ("https://api.example/", format!("https://api.example{ROOT}"), vec![ROOT.to_owned()]),
        (
            "https://api.example:8443/v1",
            format!("https://api.example:8443{ROOT}/v1"),
            vec![format!("{ROOT}/v1"), ROOT.to_owned()],
        ),
        ("http://[::1]:81/a/b/", format!("http://[::1]:81{ROOT}/a/b/"), vec![format!("{ROOT}/a/b/"), ROOT.to_owned()]),
        (
            "http://127.0.0.1:3000/a%20b",
            format!("http://127.0.0.1:3000{ROOT}/a%20b"),
            vec![format!("{ROOT}/a%20b"), ROOT.to_owned()],
        ),
    ] {
        let metadata = of(resource).build().unwrap();
        assert_eq!((metadata.url(), metadata.resource()), (&*url, resource));
        assert_eq!(metadata.paths().collect::<Vec<_>>(), paths, "{resource}");
    }
}

#[test]
fn a_challenge_names_the_address_of_the_document() {
    let metadata = of("https://api.example/v1").build().unwrap();
    let tokens = || Authenticator::builder(StaticTokens::new([("good", Identity::new("ada"))]).unwrap());
    let refused = |auth: Authenticator| ready(auth.authenticate(&http::Request::new(()))).unwrap_err().into_http();
    let line = format!(r#"Bearer realm="api", resource_metadata="{}""#, metadata.url());
    assert_refusal(refused(tokens().resource_metadata(metadata.url()).build().unwrap()), "with", 401, &[&line], None);
    assert_refusal(refused(tokens().build().unwrap()), "without", 401, &[r#"Bearer realm="api""#], None);
}

/// Sets one text.
type With = fn(&str) -> ResourceMetadataBuilder;

#[test]
fn a_document_that_clients_would_not_accept_does_not_build() {
    let resource = |text: &str| of(text);
    let server = |text: &str| of("https://api.example").authorization_server(text);
    let documentation = |text: &str| of("https://api.example").documentation(text);
    let scope = |text: &str| of("https://api.example").scopes([text]);
    let name = |text: &str| of("https://api.example").name(text);
    let refused: &[(With, &str, &[&str], &str)] = &[
        (resource, "resource ", &["http://api.example", "http://127.0.0.1.evil.example", "ftp://api.example"], "https required"),
        (resource, "resource ", &["", "/v1", "api.example", "https:/api.example"], "absolute"),
        (resource, "resource ", &["https://", "https:///v1"], "host"),
        (resource, "resource ", &["https://api.example#", "https://api.example/#v1"], "fragment"),
        (resource, "resource ", &["https://api.example?", "https://api.example/v1?a=b"], "query"),
        (resource, "resource ", &["https://ada:secret@api.example"], "user name"),
        (resource, "resource ", &["https://API.example", "HTTPS://api.example"], "lower case"),
        (
            resource,
            "resource ",
            &["https://api.example:443", "https://api.example:443/v1", "http://localhost:80"],
            "default port",
        ),
        (
            resource,
            "resource ",
            &["https://api.example/../a", "https://api.example/.", "https://api.example/a/%2E./b"],
            "segments",
        ),
        (resource, "resource ", &["https://api.example/:id", "https://api.example/a/*rest"], "routers"),
        (
            resource,
            "resource ",
            &["https://api.example/{id}", "https://api.example/%zz", "https://api.example/a b", "https://api.example/\""],
            "RFC",
        ),
        (server, "authorization server ", &["http://login.example", "", "login", "https://login.example#a"], ""),
        (server, "authorization server ", &["https://login.example?tenant=a"], "query"),
        (documentation, "resource documentation ", &["javascript:alert(1)", "http://docs.example", "https://docs.example#a"], ""),
        (scope, "scope ", &["", "a b", "a\"b", "\u{e9}"], "RFC 6749 3.3"),
        (name, "resource name ", &["", "a\nb", "\u{7f}"], "control characters"),
    ];
    for (builder, what, texts, rule) in refused {
        for text in *texts {
            let error = builder(text).build().unwrap_err().to_string();
            assert!(error.starts_with(what) && error.contains(rule), "{text:?}: {error}");
        }
    }
    let allowed: &[(With, &[&str])] = &[
        (resource, &["https://api.example:80", "http://localhost:443", "https://api.example/a.b/..c/A:b*", "http://[::1]"]),
        (server, &["https://LOGIN.example:443/a", "http://localhost", "http://127.0.0.1:9/x/"]),
        (documentation, &["https://docs.example/?a", "http://localhost/x"]),
        (scope, &["items:read", "https://api.example/.default"]),
        (name, &["x", "\u{1f511}"]),
    ];
    for (builder, texts) in allowed {
        for text in *texts {
            assert!(builder(text).build().is_ok(), "{text:?}: {:?}", builder(text).build());
        }
    }
    let none = ResourceMetadata::builder("https://api.example").build().unwrap_err().to_string();
    assert!(none.contains("at least one authorization server"), "{none}");
    let secret = of("https://api.example/?token=hunter2hunter2").build().unwrap_err().to_string();
    assert!(!secret.contains("hunter2"), "{secret}");
}

#[test]
fn caches_keep_it_for_at_most_a_day() {
    let kept = |seconds| of("https://api.example").max_age(Duration::from_secs(seconds)).build();
    for seconds in [0, 1, 86_400] {
        let response: Response<String> = kept(seconds).unwrap().respond(&Method::GET);
        assert_eq!(response.headers()["cache-control"], format!("max-age={seconds}"));
    }
    let response: Response<String> = of("https://api.example").build().unwrap().respond(&Method::GET);
    assert_eq!(response.headers()["cache-control"], "max-age=3600");
    let error = kept(86_401).unwrap_err().to_string();
    assert!(error.contains("at most one day"), "{error}");
}
