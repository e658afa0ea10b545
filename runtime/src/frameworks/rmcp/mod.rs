//! Guards tools and prompts of MCP servers that are built with rmcp 3. See [MCP](crate::guide::_18_mcp).
//!
//! A [`layer`] around rmcp's service verifies each request. The guard of a tool, a hidden first parameter, decides about its call:
//!
//! ```
//! use std::sync::Arc;
//!
//! use requires_auth::{Authenticator, Identity, rmcp::requires_auth, verifiers::StaticTokens};
//! use rmcp::{ServerHandler, tool, tool_handler, tool_router};
//! use rmcp::transport::streamable_http_server::{StreamableHttpService, session::local::LocalSessionManager};
//!
//! #[derive(Clone)]
//! struct Shop;
//!
//! #[requires_auth] // each tool below is guarded
//! #[tool_router]
//! impl Shop {
//!     /// Lists the items.
//!     #[tool]
//!     #[requires_auth(scopes("items:read"))]
//!     async fn list_items(&self, #[identity] who: Identity) -> String {
//!         format!("items of {}", who.subject())
//!     }
//!
//!     /// For every authenticated caller.
//!     #[tool]
//!     async fn me(&self, #[identity] who: Identity) -> String {
//!         who.subject().to_owned()
//!     }
//! }
//!
//! #[requires_auth] // a list of tools contains those that the caller may call
//! #[tool_handler]
//! impl ServerHandler for Shop {}
//!
//! let reader = Identity::builder("ada").scopes("items:read").build();
//! let auth = Authenticator::new(StaticTokens::new([("secret123", reader)])?);
//! let service = StreamableHttpService::new(|| Ok(Shop), Arc::new(LocalSessionManager::default()), Default::default());
//! let guarded = requires_auth::rmcp::layer(auth, Shop::tool_policies())?.around(service);
//! // axum: `Router::new().route_service("/mcp", guarded)`
//! # let _ = guarded;
//! # Ok::<(), requires_auth::ConfigError>(())
//! ```
//!
//! # If it does not compile
//!
//! - "`f` is a method, which is guarded by its `impl` block": put `#[requires_auth]` above `#[tool_router]` as well.
//! - "no function or associated item named `tool_policies`": `#[requires_auth]` is missing on the `impl` block, or its router has
//!   another name: see [`Policies`].
//! - "no function or associated item named `f_tool_attr`": the tool `f` has a `#[cfg(..)]` that is not met. Put it in a separate block:
//!   see [what is guarded](crate::guide::_18_mcp#what-is-guarded).
//! - "`User` has no subject, so sessions cannot belong to it": implement [`HasSubject`] for your identity type.
//!
//! # What rmcp does by itself
//!
//! - A tool that is added by hand (`with_route((tool, closure))`), your own `call_tool`, resources and completions have no guard.
//!   Their callers have passed the layer and its policy, and nothing more: call [`authorize`] or [`identity`].
//! - `#[prompt_handler]` replaces a `list_prompts` and a `get_prompt` that you write beside it. Below `#[requires_auth]` that is an error.
//! - The response of HTTP often begins with 200 before a tool runs. If the layer could not read a call, its rejection is then an error of
//!   JSON-RPC.
//! - A call through stdio carries no credentials: guarded tools reject it.
//! - A task of a tool belongs to the server value, and with sessions to the session.

mod admission;
mod body;
mod checks;
mod guard;
mod mcp_layer;
mod peek;
mod policies;
mod service;
mod session;

pub use super::tower::GuardedBody;
pub use body::McpRequestBody;
pub use guard::{authorize, identity};
pub use mcp_layer::{McpLayer, OptionalMcpLayer, layer, optional_layer};
pub use policies::{Policies, visible_prompts, visible_tools};
#[doc(inline)]
pub use requires_auth_macros::rmcp_requires_auth as requires_auth;
pub use service::McpService;
pub use session::HasSubject;
