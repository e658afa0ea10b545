//! What HTTP answers, and what a tool does.

use requires_auth::ResourceMetadata;
use serde_json::{Value, json};

use crate::{
    client::{Client, initialize, returned},
    server::{CONNECT, Shop, authenticator, config, serve, serve_shop, service},
};

const METADATA: &str = r#"resource_metadata="https://shop.example/.well-known/oauth-protected-resource/mcp""#;

#[test]
fn a_request_without_valid_credentials_is_401_with_the_scopes_of_the_layer() {
    let address = serve_shop(&Shop::default());
    for (token, error) in [("", ""), ("wrong", r#"error="invalid_token", "#)] {
        let client = Client::new(address, token);
        let replies = [client.send(&initialize()), client.call("about", &json!({})), client.ask("GET"), client.ask("DELETE")];
        for reply in replies {
            assert_eq!(reply.status, 401, "{reply:?}");
            let challenge = format!(r#"Bearer realm="api", {error}scope="mcp", {METADATA}"#);
            assert_eq!(reply.all("www-authenticate"), [challenge]);
            assert_eq!(reply.all("cache-control"), ["no-store"]);
        }
    }
}

#[test]
fn a_tool_runs_for_a_caller_with_its_scopes() {
    let shop = Shop::default();
    let address = serve_shop(&shop);
    let ada = Client::connected(address, "ada");
    assert_eq!(returned(&ada.call("read", &json!({"id": 3}))), "ran read 3 for ada");
    let bob = Client::connected(address, "bob");
    let reply = bob.call("read", &json!({"id": 3}));
    assert_eq!(reply.status, 403, "{reply:?}");
    let challenge = format!(r#"Bearer realm="api", error="insufficient_scope", scope="mcp items:read", {METADATA}"#);
    assert_eq!(reply.all("www-authenticate"), [challenge]);
    assert_eq!(shop.counts.ran(), 1);
}

/// A client that finds no scope in a 401 requests all scopes of the metadata, so both name those of the layer, and no tool's.
#[test]
fn the_metadata_and_the_challenge_of_the_layer_name_the_same_few_scopes() {
    let metadata = ResourceMetadata::builder("https://shop.example/mcp").authorization_server("https://issuer.example");
    let document: Value = serde_json::from_str(metadata.scopes_of(&CONNECT).build().unwrap().document()).unwrap();
    assert_eq!(document["scopes_supported"], json!(["mcp"]));
    let scope = |address| {
        let reply = Client::new(address, "").send(&initialize());
        let challenge = reply.all("www-authenticate").concat();
        challenge.split_once("scope=\"").map(|(_, rest)| rest.split('"').next().unwrap().to_owned())
    };
    assert_eq!(scope(serve_shop(&Shop::default())).as_deref(), Some("mcp"));
    // The twin: a layer without a policy names none, though its tools have scopes.
    let layer = requires_auth::rmcp::layer(authenticator(), Shop::tool_policies()).unwrap();
    assert_eq!(scope(serve(layer.around(service(&Shop::default(), config())))), None);
}
