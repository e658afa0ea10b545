//! A layer that admits callers without credentials: they reach public tools, and nothing else.

use std::{io::Write, net::SocketAddr};

use requires_auth::rmcp::optional_layer;
use requires_auth_tests::raw_http::{Reply, open, read_reply};
use rmcp::transport::streamable_http_server::StreamableHttpServerConfig;
use serde_json::json;

use crate::{
    client::{Client, initialize, message, returned},
    server::{Shop, authenticator, config, serve, serve_shop, service},
};

const GUARDED: [&str; 6] = ["me", "read", "remove.item", "r#own", "gold", "seven"];

fn serve_optional(shop: &Shop, config: StreamableHttpServerConfig) -> SocketAddr {
    serve(optional_layer(authenticator(), Shop::tool_policies()).unwrap().around(service(shop, config)))
}

fn challenge(reply: &Reply) -> String {
    assert_eq!(reply.status, 401, "{reply:?}");
    assert_eq!(reply.all("cache-control"), ["no-store"]);
    reply.all("www-authenticate").concat()
}

#[test]
fn without_credentials_public_tools_answer_and_guarded_ones_are_401() {
    let shop = Shop::default();
    let stateless = serve_optional(&shop, config().with_legacy_session_mode(false));
    let with_sessions = serve_optional(&shop, config());
    for nobody in [Client::new(stateless, ""), Client::connected(with_sessions, "")] {
        assert_eq!(nobody.tools(), ["about", "maybe", "session"]);
        assert_eq!(returned(&nobody.call("about", &json!({}))), "ran about");
        assert_eq!(returned(&nobody.call("maybe", &json!({}))), "ran nobody");
        let ran = shop.counts.ran();
        for tool in GUARDED {
            let challenge = challenge(&nobody.call(tool, &json!({"id": 7})));
            assert!(challenge.contains("resource_metadata=") && !challenge.contains("error="), "{challenge}");
        }
        let scopes = challenge(&nobody.call("read", &json!({"id": 7})));
        assert!(scopes.contains(r#"scope="items:read""#), "{scopes}");
        assert_eq!(shop.counts.ran(), ran);
    }
    // The twin: the layer that is not optional.
    assert_eq!(Client::new(serve_shop(&shop), "").send(&initialize()).status, 401);
}

#[test]
fn a_call_that_header_fields_name_is_401_before_its_body() {
    let address = serve_optional(&Shop::default(), config());
    let nobody = Client::new(address, "").with(&["mcp-protocol-version: 2026-07-28", "mcp-method: tools/call", "mcp-name: read"]);
    let mut stream = open(address);
    let head = format!("{}content-type: application/json\r\ncontent-length: 100\r\n\r\n", nobody.head("POST"));
    stream.write_all(head.as_bytes()).unwrap();
    challenge(&read_reply(&mut stream));
}

/// Where the layer cannot read the call, the guard rejects.
#[test]
fn without_the_table_guards_reject() {
    let shop = Shop::default();
    let layer = optional_layer(authenticator(), requires_auth::rmcp::Policies::new()).unwrap();
    let nobody = Client::connected(serve(layer.around(service(&shop, config()))), "");
    for tool in GUARDED {
        let error = message(&nobody.call(tool, &json!({"id": 7})));
        assert_eq!((&error["error"]["code"], &error["error"]["data"]["status"]), (&json!(-32600), &json!(401)), "{tool} {error}");
    }
    assert_eq!(shop.counts.ran(), 0);
}

#[test]
fn credentials_are_verified_as_by_the_other_layer() {
    let address = serve_optional(&Shop::default(), config());
    assert!(challenge(&Client::new(address, "wrong").send(&initialize())).contains("invalid_token"));
    let [ada, bob] = ["ada", "bob"].map(|token| Client::connected(address, token));
    assert_eq!(returned(&ada.call("read", &json!({"id": 3}))), "ran read 3 for ada");
    assert_eq!(bob.call("read", &json!({"id": 3})).status, 403);
    assert_eq!(bob.tools(), ["about", "maybe", "me", "session", "seven"]);
}

/// Nobody's session is nobody's: whoever signs in opens another one, and without credentials there is no way into that.
#[test]
fn a_session_is_for_those_who_opened_it() {
    let address = serve_optional(&Shop::default(), config());
    let [nobody, ada, bob] = ["", "ada", "bob"].map(|token| Client::connected(address, token));
    for (opened, other) in [(&nobody, "ada"), (&nobody, "bob"), (&ada, ""), (&bob, ""), (&ada, "bob")] {
        let other = Client { token: Some(other).filter(|token| !token.is_empty()), ..opened.clone() };
        let resume = other.with(&["last-event-id: 0"]);
        for reply in [other.call("about", &json!({})), other.ask("GET"), other.ask("DELETE"), resume.ask("GET")] {
            assert_eq!(reply.status, 404, "{:?} {reply:?}", other.token);
        }
    }
    for own in [nobody, ada, bob] {
        assert_eq!(returned(&own.call("about", &json!({}))), "ran about");
        assert_eq!(own.ask("DELETE").status / 100, 2);
    }
}

/// An identity without a subject is not nobody.
#[test]
fn a_caller_without_a_subject_has_no_session() {
    use requires_auth::{Authenticator, Identity, verifiers::StaticTokens};
    let auth = Authenticator::new(StaticTokens::new([("client", Identity::new(""))]).unwrap());
    let layer = optional_layer(auth, Shop::tool_policies()).unwrap();
    let address = serve(layer.around(service(&Shop::default(), config())));
    let reply = Client::new(address, "client").send(&initialize());
    assert_eq!((reply.status, reply.all("mcp-session-id").len()), (200, 0), "{reply:?}");
    let nobody = Client::connected(address, "");
    assert_eq!(Client { token: Some("client"), ..nobody }.call("about", &json!({})).status, 404);
}

/// Each name that one of several fields or the body has is judged, and what the layer cannot read is the guard's.
#[test]
fn a_call_that_is_said_twice_runs_no_guarded_tool() {
    let shop = Shop::default();
    let nobody = Client::new(serve_optional(&shop, config().with_legacy_session_mode(false)), "");
    let call = |name: &str| {
        format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"{name}","arguments":{{"id":7}}}}}}"#)
    };
    let names = ["mcp-method: tools/call", "mcp-name: about", "mcp-name: read"];
    let methods = ["mcp-method: prompts/get", "mcp-method: tools/call", "mcp-name: read"];
    for fields in [&names[..], &methods[..], &["mcp-method: tools/call", "mcp-name: about"][..]] {
        for body in [call("read"), call("me"), call("about")] {
            let reply = nobody.with(fields).send_text(&body);
            let is_open = fields.len() == 2 && body == call("about");
            assert!(is_open || reply.status >= 400, "{fields:?} {body} {reply:?}");
        }
    }
    let twice = [
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"about","name":"read","arguments":{"id":7}}}"#
            .to_owned(),
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call","params":{"name":"read","arguments":{"id":7}}}"#
            .to_owned(),
        r#"{"jsonrpc":"2.0","id":1,"method":"tools\u002fcall","params":{"n\u0061me":"r\u0065ad","arguments":{"id":7}}}"#
            .to_owned(),
        format!("[{}]", call("read")),
        format!("\u{feff}{}", call("read")),
    ];
    let ran = shop.counts.ran();
    for body in twice {
        let reply = nobody.send_text(&body);
        assert!(!reply.body.contains("ran read") && !reply.body.contains("ran me"), "{body} {reply:?}");
    }
    assert_eq!(shop.counts.ran(), ran);
}
