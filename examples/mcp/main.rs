//! An MCP server whose tools need different scopes. With `ISSUER` it also has the metadata from which clients learn its provider:
//! `cargo run --example mcp --features mcp`, then try the `curl` lines that it prints. Its endpoint is `/mcp`.
//!
//! | variable | meaning | default |
//! |---|---|---|
//! | `PORT` | where it listens, on 127.0.0.1 | 3000 |
//! | `ISSUER` | the provider: `https`, or `http` on this machine | fixed tokens |
//! | `INTROSPECTION_URL`, `INTROSPECTION_CLIENT_ID`, `INTROSPECTION_CLIENT_SECRET` | where tokens are introspected (RFC 7662) | required with `ISSUER` |

#[path = "../shared/startup.rs"]
mod startup;
mod tools;

use std::{env, error::Error, process::ExitCode, sync::Arc};

use axum::Router;
use requires_auth::{
    Authenticator, AuthenticatorBuilder, ConfigError, Identity, Policy, ResourceMetadata,
    axum::with_resource_metadata,
    policy,
    verifiers::{Introspection, StaticTokens},
};
use rmcp::transport::streamable_http_server::{
    StreamableHttpServerConfig, StreamableHttpService, session::local::LocalSessionManager,
};

use tools::Shop;

/// What a client needs to connect, and requests first. It requests more when a tool demands it.
const CONNECT: Policy = policy!(scopes("items:read"));

/// Where clients find the provider, and which scopes they request first. The challenges of the tools name further scopes.
fn metadata(resource: &str, issuer: &str) -> Result<ResourceMetadata, ConfigError> {
    ResourceMetadata::builder(resource).authorization_server(issuer).scopes_of(&CONNECT).name("requires-auth: shop").build()
}

/// Tokens of the provider, whose `aud` is this server.
fn of_provider(audience: &str) -> Result<AuthenticatorBuilder<Identity>, Box<dyn Error>> {
    let issuer = env::var("ISSUER")?;
    let [url, id, secret] = ["INTROSPECTION_URL", "INTROSPECTION_CLIENT_ID", "INTROSPECTION_CLIENT_SECRET"]
        .map(|name| env::var(name).map_err(|error| format!("{name}: {error}, and ISSUER is set")));
    let verifier = Introspection::endpoint(url?).client_secret_basic(id?, secret?).issuer(issuer).audience(audience);
    Ok(Authenticator::builder(verifier.allow_http_on_loopback().build()?))
}

fn of_fixed_tokens() -> Result<AuthenticatorBuilder<Identity>, ConfigError> {
    let reader = Identity::builder("reader").scopes("items:read").build();
    let writer = Identity::builder("writer").scopes("items:read items:delete").build();
    Ok(Authenticator::builder(StaticTokens::new([("reader-token", reader), ("writer-token", writer)])?))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    startup::exit(serve().await)
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let (listener, stop) = startup::listen(3000).await?;
    let address = listener.local_addr()?;
    let resource = format!("http://{address}/mcp");
    let metadata = env::var("ISSUER").ok().map(|issuer| metadata(&resource, &issuer)).transpose()?;
    let auth = match &metadata {
        Some(metadata) => of_provider(&resource)?.resource_metadata(metadata.url()),
        None => of_fixed_tokens()?,
    };

    let server = Shop::default();
    let sessions = Arc::new(LocalSessionManager::default());
    let service = StreamableHttpService::new(move || Ok(server.clone()), sessions, StreamableHttpServerConfig::default());
    let guarded = requires_auth::rmcp::layer(auth.build()?, Shop::tool_policies())?.policy(CONNECT).around(service);
    let app: Router = Router::new().route_service("/mcp", guarded);
    let app = match &metadata {
        Some(metadata) => with_resource_metadata(app, metadata),
        None => app,
    };

    startup::print(address, &requests(metadata.is_none()).iter().map(String::as_str).collect::<Vec<_>>());
    Ok(axum::serve(listener, app).with_graceful_shutdown(stop).await?)
}

/// Calls without a session, as the newest version of MCP makes them.
fn requests(has_fixed_tokens: bool) -> Vec<String> {
    let call = |token: &str, name: &str, arguments: &str| {
        let meta = r#""_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientInfo": {"name": "curl", "version": "8"}, "io.modelcontextprotocol/clientCapabilities": {}}"#;
        let body = format!(
            r#"{{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {{"name": "{name}", "arguments": {arguments}, {meta}}}}}"#
        );
        let fields = format!(
            "-H 'Accept: application/json, text/event-stream' -H 'MCP-Protocol-Version: 2026-07-28' -H 'Mcp-Method: tools/call' -H 'Mcp-Name: {name}'"
        );
        format!("/mcp {token}{fields} --json '{body}'")
    };
    let mut requests = vec![call("", "list_items", "{}")];
    if has_fixed_tokens {
        let [reader, writer] = ["reader", "writer"].map(|name| format!("-H 'Authorization: Bearer {name}-token' "));
        requests.push(call(&reader, "list_items", "{}"));
        requests.push(call(&reader, "delete_item", r#"{"name": "lamp"}"#));
        requests.push(call(&writer, "delete_item", r#"{"name": "lamp"}"#));
    } else {
        requests.push("/.well-known/oauth-protected-resource/mcp".to_owned());
    }
    requests
}
