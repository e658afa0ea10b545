//! A list has what its caller may call, and no cache may share it.

use std::sync::Arc;

use requires_auth::rmcp::{Policies, layer, requires_auth};
use requires_auth_tests::log_recorder::logged_everywhere;
use rmcp::{
    handler::server::router::tool::ToolRouter,
    tool, tool_router,
    transport::streamable_http_server::{StreamableHttpService, session::local::LocalSessionManager},
};
use serde_json::json;

use crate::{
    client::{Client, message},
    server::{Shop, authenticator, config, serve, serve_shop, service},
};

#[test]
fn a_list_has_the_tools_of_the_caller() {
    let address = serve_shop(&Shop::default());
    let of = |token| Client::connected(address, token).tools();
    assert_eq!(of("bob"), ["about", "maybe", "me", "session", "seven"]);
    assert_eq!(of("ada"), ["about", "maybe", "me", "r#own", "read", "session", "seven"]);
    assert_eq!(of("eve"), ["about", "gold", "maybe", "me", "read", "remove.item", "session", "seven"]);
    assert_eq!(of("ada-again"), ["about", "maybe", "me", "r#own", "read", "remove.item", "session", "seven"]);
    // A tool that is not listed is no event.
    let events = logged_everywhere();
    assert!(events.iter().all(|event| !format!("{event:?}").contains("insufficient")), "{events:?}");
}

#[test]
fn a_list_is_private() {
    let address = serve(crate::server::layer().around(service(&Shop::new(), config())));
    let mut list = json!({"jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": {}});
    list["params"]["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let client = Client::new(address, "bob").with(&["mcp-protocol-version: 2026-07-28", "mcp-method: tools/list"]);
    let result = message(&client.send(&list))["result"].clone();
    assert_ne!(result["cacheScope"], "public", "{result}");
    assert_eq!(result["tools"].as_array().unwrap().len(), 5);
}

/// The table and the router have the same names, whatever the attributes call the methods.
#[test]
fn the_table_has_each_guarded_tool() {
    let policies: Policies = Shop::tool_policies();
    let mut named: Vec<&str> = policies.tools().collect();
    named.extend(["about", "session"]);
    named.sort_unstable();
    let router: ToolRouter<Shop> = Shop::tool_router();
    let mut all: Vec<String> = router.list_all().into_iter().map(|tool| tool.name.into_owned()).collect();
    all.sort();
    assert_eq!(named, all);
    assert_eq!(policies.prompts().count(), 0);
}

/// The handler of the server is written by the attribute above its tools.
macro_rules! brief {
    ($name:ident, $handler:meta) => {
        #[derive(Clone)]
        struct $name;

        #[requires_auth]
        #[tool_router($handler)]
        impl $name {
            #[tool]
            #[requires_auth(scopes("items:read"))]
            async fn read(&self) -> String {
                String::new()
            }

            #[tool]
            async fn me(&self) -> String {
                String::new()
            }
        }
    };
}
brief!(Brief, server_handler);
brief!(Longer, server_handler = true);

#[test]
fn a_list_that_a_router_writes_has_the_tools_of_the_caller() {
    let brief = StreamableHttpService::new(|| Ok(Brief), Arc::new(LocalSessionManager::default()), config());
    let longer = StreamableHttpService::new(|| Ok(Longer), Arc::new(LocalSessionManager::default()), config());
    let brief = serve(layer(authenticator(), Brief::tool_policies()).unwrap().around(brief));
    let longer = serve(layer(authenticator(), Longer::tool_policies()).unwrap().around(longer));
    for address in [brief, longer] {
        assert_eq!(Client::connected(address, "bob").tools(), ["me"]);
        assert_eq!(Client::connected(address, "ada").tools(), ["me", "read"]);
    }
}
