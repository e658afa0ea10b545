//! Which call a request makes, as it says and as it does: no way to say it runs a tool without its scope.

use std::io::Write;

use requires_auth_tests::raw_http::{open, read_reply};
use rmcp::transport::streamable_http_server::StreamableHttpServerConfig;
use serde_json::{Value, json};

use crate::{
    client::{Client, call, message, returned},
    server::{Shop, config, layer, serve, serve_shop, service},
};

const FORBIDDEN: &str = r#"error="insufficient_scope""#;

/// A call of the newest version: without a session, and named in header fields.
fn modern(tool: &str, arguments: &Value) -> Value {
    let mut message = call(tool, arguments);
    message["params"]["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    message
}

fn named(client: &Client, names: &[&str]) -> Client {
    let client = client.with(&["mcp-protocol-version: 2026-07-28", "mcp-method: tools/call"]);
    names.iter().fold(client, |client, name| client.with(&[&format!("mcp-name: {name}")]))
}

#[test]
fn header_fields_alone_are_403_before_the_body_is_sent() {
    let shop = Shop::default();
    let address = serve_shop(&shop);
    let bob = named(&Client::new(address, "bob"), &["read"]);
    let anonymous = named(&Client::new(address, ""), &["read"]);
    for (client, status) in [(&bob, 403), (&anonymous, 401)] {
        let mut stream = open(address);
        // The body never comes.
        let head = format!("{}content-type: application/json\r\ncontent-length: 100\r\n\r\n", client.head("POST"));
        stream.write_all(head.as_bytes()).unwrap();
        let reply = read_reply(&mut stream);
        assert_eq!(reply.status, status, "{reply:?}");
    }
    assert_eq!(shop.counts.ran(), 0);
}

#[test]
fn a_call_of_the_newest_version_is_answered_in_the_same_way() {
    let shop = Shop::default();
    let address = serve_shop(&shop);
    let read = modern("read", &json!({"id": 5}));
    let reply = named(&Client::new(address, "ada"), &["read"]).send(&read);
    assert_eq!(returned(&reply), "ran read 5 for ada");
    let reply = named(&Client::new(address, "bob"), &["read"]).send(&read);
    assert_eq!(reply.status, 403, "{reply:?}");
    assert!(reply.all("www-authenticate")[0].contains(r#"scope="mcp items:read""#));
    assert_eq!(shop.counts.ran(), 1);
}

#[test]
fn a_lying_or_doubled_field_runs_nothing_without_its_scope() {
    let shop = Shop::default();
    let address = serve_shop(&shop);
    let read = modern("read", &json!({"id": 5}));
    let bob = Client::new(address, "bob");
    // What the field names is allowed, and what the body calls is not.
    for names in
        [&["about"] as &[&str], &["about", "about"], &[], &["about", "read"], &["read", "about"], &["unknown"], &["%72ead"]]
    {
        let reply = named(&bob, names).send(&read);
        assert_eq!(reply.status, 403, "{names:?} {reply:?}");
    }
    // The other way round: the field is enough for a 403.
    assert_eq!(named(&bob, &["read"]).send(&modern("about", &json!({}))).status, 403);
    // One who may call both gets rmcp's own answer.
    let reply = named(&Client::new(address, "ada"), &["about"]).send(&read);
    assert_eq!(reply.status, 400, "{reply:?}");
    for methods in
        [&["tools/list"] as &[&str], &["prompts/get"], &["tools/list", "tools/call"], &["TOOLS/CALL"], &["tools/call "]]
    {
        let fields: Vec<String> = methods.iter().map(|method| format!("mcp-method: {method}")).collect();
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        let reply = bob.with(&["mcp-protocol-version: 2026-07-28", "mcp-name: about"]).with(&fields).send(&read);
        assert_eq!(reply.status, 403, "{methods:?} {reply:?}");
    }
    assert_eq!(shop.counts.ran(), 0);
}

/// The twin of the two above: where no field and no name can be read, the tool itself rejects.
#[test]
fn what_the_layer_cannot_read_is_rejected_by_the_tool() {
    let shop = Shop::default();
    let emptied = layer().body_limit(0);
    for config in
        [config(), config().with_legacy_session_mode(false), config().with_legacy_session_mode(false).with_json_response(true)]
    {
        let sessions = config.legacy_session_mode;
        let address = serve(emptied.around(service(&shop, config)));
        let connected = |token| if sessions { Client::connected(address, token) } else { Client::new(address, token) };
        let error = message(&connected("bob").call("read", &json!({"id": 1})));
        assert_eq!(error["error"]["code"], -32600, "{error}");
        assert_eq!(error["error"]["message"], "Forbidden");
        assert_eq!(error["error"]["data"]["status"], 403);
        let challenge = error["error"]["data"]["www-authenticate"][0].as_str().unwrap();
        assert!(challenge.contains(FORBIDDEN) && challenge.contains(r#"scope="mcp items:read""#), "{challenge}");
        // Before its arguments are looked at: these are none.
        let error = message(&connected("bob").call("read", &json!({"id": "x"})));
        assert_eq!(error["error"]["code"], -32600, "{error}");
        let twin = returned(&connected("ada").call("read", &json!({"id": "x"})));
        assert!(twin.starts_with("failed to deserialize"), "with the scope: {twin}");
        assert_eq!(returned(&connected("ada").call("read", &json!({"id": 1}))), "ran read 1 for ada");
    }
    assert_eq!(shop.counts.ran(), 3);
}

#[test]
fn a_name_in_any_spelling_runs_nothing_without_its_scope() {
    let shop = Shop::default();
    let address = serve_shop(&shop);
    let bob = Client::connected(address, "bob");
    let texts = [
        // Escaped.
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"\u0072ead","arguments":{"id":1}}}"#,
        r#"{"jsonrpc":"2.0","id":1,"\u006dethod":"tools\/call","p\u0061rams":{"n\u0061me":"read","arguments":{"id":1}}}"#,
        // Twice, in both orders and at each place.
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"about","name":"read","arguments":{"id":1}}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","name":"about","arguments":{"id":1}}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"about"},"params":{"name":"read","arguments":{"id":1}}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call","params":{"name":"read","arguments":{"id":1}}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","n\u0061me":"about","params":{"n\u0061me":"about","name":"read","arguments":{"id":1}}}"#,
        // Other shapes.
        r#"[{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{"id":1}}}]"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":["read",{"id":1}]}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":["read"],"arguments":{"id":1}}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"Tools/Call","params":{"name":"read","arguments":{"id":1}}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"Name":"about","name":"read","arguments":{"id":1}}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"Read","arguments":{"id":1}}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read ","arguments":{"id":1}}}"#,
        // Not quite JSON.
        "\u{feff}{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read\",\"arguments\":{\"id\":1}}}",
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{"id":1}}} x"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{"id":1}}"#,
        "",
    ];
    for text in texts {
        let reply = bob.send_text(text);
        assert!(!reply.body.contains("ran "), "{text} {reply:?}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let nested =
        format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"read","arguments":{{"id":{deep}}}}}}}"#);
    assert!(!bob.send_text(&nested).body.contains("ran "));
    assert_eq!(shop.counts.ran(), 0);
    assert_eq!(returned(&bob.call("about", &json!({}))), "ran about", "the server goes on");
}

#[test]
fn each_kind_of_policy_is_demanded() {
    let shop = Shop::default();
    let address = serve_shop(&shop);
    let [ada, again, bob, eve] = ["ada", "ada-again", "bob", "eve"].map(|token| Client::connected(address, token));
    assert_eq!(returned(&bob.call("about", &json!({}))), "ran about", "public");
    assert_eq!(returned(&bob.call("me", &json!({}))), "ran bob");
    assert_eq!(returned(&bob.call("maybe", &json!({}))), "ran bob");
    assert_eq!(returned(&eve.call("remove.item", &json!({"id": 1}))), "ran delete 1", "one of two");
    assert_eq!(returned(&again.call("remove.item", &json!({"id": 1}))), "ran delete 1", "the other");
    let refused = ada.call("remove.item", &json!({"id": 1}));
    assert!(refused.all("www-authenticate")[0].contains(r#"scope="mcp items:delete eu""#), "all of the operation: {refused:?}");
    assert_eq!(returned(&ada.call("r#own", &json!({}))), "ran own");
    let refused = bob.call("r#own", &json!({}));
    assert_eq!((refused.status, refused.all("www-authenticate").len()), (403, 0), "no scope would help");
    // Step-up (RFC 9470): another authentication would help, and the scopes of the layer are kept.
    assert_eq!(returned(&eve.call("gold", &json!({}))), "ran gold");
    let refused = bob.call("gold", &json!({}));
    assert_eq!(refused.status, 401);
    let challenge = refused.all("www-authenticate")[0];
    assert!(challenge.contains(r#"error="insufficient_user_authentication""#), "{challenge}");
    assert!(challenge.contains(r#"acr_values="gold""#) && challenge.contains(r#"scope="mcp""#), "{challenge}");
    // `check` is evaluated inside the tool, after its arguments.
    assert_eq!(returned(&bob.call("seven", &json!({"id": 7}))), "ran seven");
    let error = message(&bob.call("seven", &json!({"id": 8})));
    assert_eq!((&error["error"]["code"], &error["error"]["data"]["status"]), (&json!(-32600), &json!(403)), "{error}");
    assert_eq!(bob.call("unknown", &json!({})).status, 200, "rmcp's own answer");
}

#[test]
fn without_the_policy_of_the_layer_nothing_is_reached() {
    let shop = Shop::default();
    let outside = Client::new(serve_shop(&shop), "outside");
    for reply in [outside.send(&crate::client::initialize()), outside.call("about", &json!({})), outside.ask("GET")] {
        assert_eq!(reply.status, 403, "{reply:?}");
        assert!(reply.all("www-authenticate")[0].contains(r#"scope="mcp""#), "{reply:?}");
    }
    assert_eq!(shop.counts.ran(), 0);
}

#[test]
fn a_body_that_is_longer_than_the_limit_is_passed_on() {
    let config = || StreamableHttpServerConfig::default().disable_allowed_hosts();
    let shop = Shop::default();
    let address = serve(layer().body_limit(64).around(service(&shop, config())));
    let long = json!({"id": 1, "padding": "x".repeat(100_000)});
    assert_eq!(returned(&Client::connected(address, "ada").call("read", &long)), "ran read 1 for ada");
    let error = message(&Client::connected(address, "bob").call("read", &long));
    assert_eq!(error["error"]["code"], -32600, "the tool rejects: {error}");
    assert_eq!(Client::connected(serve_shop(&shop), "bob").call("read", &long).status, 403, "the twin");
    let huge = json!({"id": 1, "padding": "x".repeat(5_000_000)});
    assert_eq!(Client::connected(serve_shop(&shop), "ada").call("read", &huge).status, 413, "the limit of rmcp");
}

/// A shorter limit than rmcp's own would only change how a rejection looks, a longer one would read what rmcp rejects.
#[test]
fn the_layer_reads_as_much_as_rmcp_does() {
    let shown = format!("{:?}", layer());
    assert!(shown.contains(&format!("body_limit: {},", config().max_request_body_bytes)), "{shown}");
}
