//! Prompts, and what is written by hand: a list of prompts, a resource.

use std::sync::Arc;

use requires_auth::{
    Identity, Policy, policy,
    rmcp::{authorize, identity, requires_auth, visible_prompts},
};
use rmcp::{
    ErrorData, RoleServer, ServerHandler,
    handler::server::{
        prompt::PromptContext,
        router::tool::{ToolRoute, ToolRouter},
        tool::ToolCallContext,
    },
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, GetPromptRequestParams, GetPromptResponse,
        ListPromptsResult, PaginatedRequestParams, PromptMessage, ReadResourceRequestParams, ReadResourceResponse,
        ReadResourceResult, ResourceContents, Role, ServerCapabilities, ServerConfig, Tool,
    },
    prompt, prompt_router,
    service::RequestContext,
    transport::streamable_http_server::{StreamableHttpService, session::local::LocalSessionManager},
};
use serde_json::{Value, json};

use crate::{
    client::{Client, message},
    server::{authenticator, config, serve},
};

const DELETE: Policy = policy!(scopes("items:delete"));

#[derive(Clone)]
struct Library;

#[requires_auth]
#[prompt_router]
impl Library {
    #[prompt(name = "greet")]
    async fn greeting(&self, #[identity] who: Identity) -> Vec<PromptMessage> {
        vec![PromptMessage::new_text(Role::User, format!("ran for {}", who.subject()))]
    }

    #[requires_auth(scopes("items:delete"))]
    #[prompt]
    async fn wipe(&self) -> Vec<PromptMessage> {
        vec![PromptMessage::new_text(Role::User, "ran wipe")]
    }
}

impl ServerHandler for Library {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_prompts().enable_resources().build())
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        Ok(ListPromptsResult::with_all_items(visible_prompts(Self::prompt_router().list_all(), &context)?))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        Self::prompt_router().get_prompt(PromptContext::new(self, request.name, request.arguments, context)).await
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        routes().call(ToolCallContext::new(self, request, context)).await
    }

    /// `secret` needs a scope.
    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let who: Identity = match request.uri.as_str() {
            "shop://secret" => authorize(&DELETE, &context)?,
            _ => identity(&context)?,
        };
        let text = ResourceContents::text(format!("ran for {}", who.subject()), request.uri);
        Ok(ReadResourceResult::new(vec![text]).into())
    }
}

/// Routes without an attribute: the first for each caller that the layer admits, the second with a scope.
fn routes() -> ToolRouter<Library> {
    let tool = |name: &'static str| Tool::new(name, "", Arc::new(serde_json::Map::new()));
    let ran = |who: &Identity| CallToolResult::success(vec![ContentBlock::text(format!("ran for {}", who.subject()))]).into();
    let everyone = ToolRoute::new_dyn(tool("everyone"), move |call: ToolCallContext<'_, Library>| {
        let decided = identity(&call.request_context).map(|who: Identity| ran(&who));
        Box::pin(async move { decided })
    });
    let deleters = ToolRoute::new_dyn(tool("deleters"), move |call: ToolCallContext<'_, Library>| {
        let decided = authorize(&DELETE, &call.request_context).map(|who: Identity| ran(&who));
        Box::pin(async move { decided })
    });
    ToolRouter::new().with_route(everyone).with_route(deleters)
}

fn library() -> StreamableHttpService<Library, LocalSessionManager> {
    StreamableHttpService::new(|| Ok(Library), Arc::new(LocalSessionManager::default()), config())
}

fn get(name: &str) -> Value {
    json!({"jsonrpc": "2.0", "id": 1, "method": "prompts/get", "params": {"name": name}})
}

fn read(uri: &str) -> Value {
    json!({"jsonrpc": "2.0", "id": 1, "method": "resources/read", "params": {"uri": uri}})
}

#[test]
fn a_prompt_is_guarded_as_a_tool_is() {
    let layer = requires_auth::rmcp::layer(authenticator(), Library::prompt_policies()).unwrap();
    let address = serve(layer.around(library()));
    let [bob, eve] = ["bob", "eve"].map(|token| Client::connected(address, token));
    assert!(message(&bob.send(&get("greet"))).to_string().contains("ran for bob"));
    assert!(message(&eve.send(&get("wipe"))).to_string().contains("ran wipe"));
    let rejected = bob.send(&get("wipe"));
    assert_eq!(rejected.status, 403, "{rejected:?}");
    assert!(rejected.all("www-authenticate")[0].contains(r#"scope="items:delete""#));
    // A tool of that name would be another thing.
    assert_ne!(bob.send(&crate::client::call("wipe", &json!({}))).status, 403);

    let list = json!({"jsonrpc": "2.0", "id": 2, "method": "prompts/list"});
    let names = |client: &Client| message(&client.send(&list))["result"]["prompts"].as_array().unwrap().len();
    assert_eq!((names(&bob), names(&eve)), (1, 2));
}

/// The twin: where the layer does not know the prompt, the guard rejects.
#[test]
fn without_the_table_the_guard_of_a_prompt_rejects() {
    let layer = requires_auth::rmcp::layer(authenticator(), requires_auth::rmcp::Policies::new()).unwrap();
    for address in [serve(layer.around(library())), serve(library())] {
        let bob = Client::connected(address, "bob");
        let error = message(&bob.send(&get("wipe")));
        assert!(error["error"]["code"].is_number() && !error.to_string().contains("ran"), "{error}");
    }
}

#[test]
fn a_resource_is_authorized_by_hand() {
    let layer = requires_auth::rmcp::layer(authenticator(), Library::prompt_policies()).unwrap();
    let address = serve(layer.around(library()));
    let [bob, eve] = ["bob", "eve"].map(|token| Client::connected(address, token));
    assert!(message(&bob.send(&read("shop://all"))).to_string().contains("ran for bob"));
    assert!(message(&eve.send(&read("shop://secret"))).to_string().contains("ran for eve"));
    let error = message(&bob.send(&read("shop://secret")));
    assert_eq!((&error["error"]["code"], &error["error"]["data"]["status"]), (&json!(-32600), &json!(403)), "{error}");
    // Without a layer there is no identity.
    let open = Client::connected(serve(library()), "bob");
    for uri in ["shop://all", "shop://secret"] {
        assert_eq!(message(&open.send(&read(uri)))["error"]["code"], -32603);
    }
}

#[test]
fn a_route_that_was_added_by_hand_is_authorized_by_hand() {
    let layer = requires_auth::rmcp::layer(authenticator(), Library::prompt_policies()).unwrap();
    let address = serve(layer.around(library()));
    let [bob, eve] = ["bob", "eve"].map(|token| Client::connected(address, token));
    let call = |client: &Client, tool: &str| message(&client.call(tool, &json!({})));
    assert!(call(&bob, "everyone").to_string().contains("ran for bob"));
    assert!(call(&eve, "deleters").to_string().contains("ran for eve"));
    let error = call(&bob, "deleters");
    assert_eq!((&error["error"]["code"], &error["error"]["data"]["status"]), (&json!(-32600), &json!(403)), "{error}");
    // Without credentials, where the layer admits that, and without a layer.
    let optional = requires_auth::rmcp::optional_layer(authenticator(), Library::prompt_policies()).unwrap();
    let nobody = Client::connected(serve(optional.around(library())), "");
    let open = Client::connected(serve(library()), "bob");
    for tool in ["everyone", "deleters"] {
        assert_eq!(call(&nobody, tool)["error"]["data"]["status"], 401);
        assert_eq!(call(&open, tool)["error"]["code"], -32603);
    }
}
