//! What HTTP answers, and what a tool does.

use serde_json::json;

use crate::{
    client::{Client, initialize, returned},
    server::{Shop, serve_shop},
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
