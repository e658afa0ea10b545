//! A list has what its caller may call, and no cache may share it.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use requires_auth::{
    Authenticator, Identity,
    rmcp::{Policies, layer, requires_auth},
    verifiers::StaticTokens,
};
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
}

/// Whether a caller may call a tool is a question: nobody is rejected, so nothing is rendered or logged.
#[test]
fn a_tool_that_is_not_listed_is_no_rejection() {
    let rendered = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&rendered);
    let auth = Authenticator::builder(StaticTokens::new([("bob", Identity::new("bob"))]).unwrap()).renderer(move |_, _| {
        counted.fetch_add(1, Ordering::Relaxed);
        None
    });
    let service = StreamableHttpService::new(|| Ok(Asked), Arc::new(LocalSessionManager::default()), config());
    let address = serve(layer(auth.build().unwrap(), Asked::tool_policies()).unwrap().around(service));
    let of_this = || logged_everywhere().iter().filter(|event| format!("{event:?}").contains("asked_about")).count();
    of_this();
    let bob = Client::connected(address, "bob");
    assert_eq!(bob.tools(), [""; 0]);
    assert_eq!((of_this(), rendered.load(Ordering::Relaxed)), (0, 0));
    // The twin: a call is rejected, rendered and logged.
    assert_eq!(bob.call("asked_about", &json!({})).status, 403);
    assert_eq!((of_this(), rendered.load(Ordering::Relaxed)), (1, 1));
}

#[derive(Clone)]
struct Asked;

#[requires_auth]
#[tool_router(server_handler)]
impl Asked {
    #[tool]
    #[requires_auth(scopes("items:read"))]
    async fn asked_about(&self) -> String {
        String::new()
    }
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
/// A server with several routers has one table.
#[test]
fn tables_are_put_together() {
    let both = || Brief::tool_policies().and(Asked::tool_policies());
    assert_eq!(both().tools().collect::<Vec<_>>(), ["read", "me", "asked_about"]);
    let service = StreamableHttpService::new(|| Ok(Asked), Arc::new(LocalSessionManager::default()), config());
    let bob = Client::connected(serve(layer(authenticator(), both()).unwrap().around(service)), "bob");
    assert_eq!(bob.call("asked_about", &json!({})).status, 403);
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
