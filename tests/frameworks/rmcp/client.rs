//! A client of MCP by hand.

use std::net::SocketAddr;

use requires_auth_tests::raw_http::{Reply, exchange};
use serde_json::{Value, json};

/// What a client sends with each request.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) address: SocketAddr,
    pub(crate) token: Option<&'static str>,
    /// The id of the session, as the server gave it.
    pub(crate) session: Option<String>,
    /// Field lines, each with its end.
    pub(crate) fields: String,
}

impl Client {
    /// A caller without a session.
    pub(crate) fn new(address: SocketAddr, token: &'static str) -> Self {
        Self { address, token: Some(token).filter(|token| !token.is_empty()), session: None, fields: String::new() }
    }

    /// A caller with its session.
    pub(crate) fn connected(address: SocketAddr, token: &'static str) -> Self {
        let mut client = Self::new(address, token);
        let reply = client.send(&initialize());
        assert_eq!(reply.status, 200, "{reply:?}");
        client.session = Some(reply.all("mcp-session-id").concat());
        let initialized = client.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        assert_eq!(initialized.status, 202, "{initialized:?}");
        client
    }

    /// The same caller with more field lines.
    pub(crate) fn with(&self, fields: &[&str]) -> Self {
        let more: String = fields.iter().flat_map(|field| [*field, "\r\n"]).collect();
        Self { fields: format!("{}{more}", self.fields), ..self.clone() }
    }

    /// The head of a request, up to its last field line.
    pub(crate) fn head(&self, method: &str) -> String {
        let field = |name: &str, value: Option<&str>| value.map(|value| format!("{name}: {value}\r\n")).unwrap_or_default();
        let token = self.token.map(|token| format!("Bearer {token}"));
        let (token, session) = (field("authorization", token.as_deref()), field("mcp-session-id", self.session.as_deref()));
        // Of HTTP/1.0, so that the body comes without chunks.
        let begin = format!("{method} / HTTP/1.0\r\nhost: localhost\r\naccept: application/json, text/event-stream\r\n");
        format!("{begin}{token}{session}{}", self.fields)
    }

    pub(crate) fn ask(&self, method: &str) -> Reply {
        exchange(self.address, format!("{}\r\n", self.head(method)).as_bytes())
    }

    pub(crate) fn send(&self, message: &Value) -> Reply {
        self.send_text(&message.to_string())
    }

    pub(crate) fn send_text(&self, body: &str) -> Reply {
        let head = self.head("POST");
        let request = format!("{head}content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        exchange(self.address, request.as_bytes())
    }

    pub(crate) fn call(&self, tool: &str, arguments: &Value) -> Reply {
        self.send(&call(tool, arguments))
    }

    /// The names of the tools in the list.
    pub(crate) fn tools(&self) -> Vec<String> {
        let reply = self.send(&json!({"jsonrpc": "2.0", "id": 2, "method": "tools/list"}));
        let result = message(&reply)["result"].clone();
        let mut names: Vec<String> =
            result["tools"].as_array().unwrap_or_else(|| panic!("{reply:?}")).iter().map(|tool| text(&tool["name"])).collect();
        names.sort();
        names
    }
}

pub(crate) fn initialize() -> Value {
    json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"},
    }})
}

pub(crate) fn call(tool: &str, arguments: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}})
}

/// The message in a response: the last event of a stream, or the body.
pub(crate) fn message(reply: &Reply) -> Value {
    let mut events = reply.body.lines().filter_map(|line| line.strip_prefix("data:")).map(str::trim);
    let last = events.rfind(|data| !data.is_empty()).unwrap_or(&reply.body);
    serde_json::from_str(last).unwrap_or_else(|error| panic!("{error}: {reply:?}"))
}

/// What a tool returned.
pub(crate) fn returned(reply: &Reply) -> String {
    assert_eq!(reply.status, 200, "{reply:?}");
    text(&message(reply)["result"]["content"][0]["text"])
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned()
}
