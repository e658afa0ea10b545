//! What the cases share.
#![allow(dead_code, unused_imports, unreachable_pub)]

pub use requires_auth::rmcp::{HasSubject, Policies, requires_auth};
pub use requires_auth::{Identity, Rejection, Scope};
pub use rmcp::handler::server::wrapper::Parameters;
pub use rmcp::{ErrorData, ServerHandler, prompt, prompt_handler, prompt_router, schemars, tool, tool_handler, tool_router};

pub const READ: Scope = Scope::new("items:read");

/// An identity of one's own, without scopes.
#[derive(Clone)]
pub struct User {
    pub id: String,
}

impl HasSubject for User {
    fn subject(&self) -> &str {
        &self.id
    }

    fn issuer(&self) -> Option<&str> {
        None
    }
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub struct Item {
    pub id: u32,
}
