//! The tools. Each is guarded, unless it says that it is public.

use std::sync::{Arc, Mutex, PoisonError};

use requires_auth::{Identity, rmcp::requires_auth};
use rmcp::{ServerHandler, handler::server::wrapper::Parameters, schemars, tool, tool_handler, tool_router};
use serde::Deserialize;

#[derive(Clone)]
pub(crate) struct Shop {
    items: Arc<Mutex<Vec<String>>>,
}

impl Default for Shop {
    fn default() -> Self {
        Self { items: Arc::new(Mutex::new(["lamp", "chair"].map(str::to_owned).into())) }
    }
}

#[derive(Deserialize, schemars::JsonSchema)]
pub(crate) struct Named {
    name: String,
}

// One attribute on the block, and one on each tool that needs scopes. A tool without its own attribute is guarded, too.
#[requires_auth]
#[tool_router]
impl Shop {
    /// Says what this shop is, to every caller whom the layer admits.
    #[requires_auth::public]
    #[tool]
    async fn about(&self) -> String {
        "a shop with a lamp and a chair".to_owned()
    }

    /// Says who is calling.
    #[tool]
    async fn who_am_i(&self, #[identity] who: Identity) -> String {
        who.subject().to_owned()
    }

    /// Lists the items.
    #[tool]
    #[requires_auth(scopes("items:read"))]
    async fn list_items(&self) -> String {
        self.items.lock().unwrap_or_else(PoisonError::into_inner).join(", ")
    }

    /// Deletes an item.
    #[tool]
    #[requires_auth(scopes("items:delete"))]
    async fn delete_item(&self, #[identity] who: Identity, Parameters(Named { name }): Parameters<Named>) -> String {
        let mut items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        let before = items.len();
        items.retain(|item| *item != name);
        if items.len() < before { format!("{} deleted {name}", who.subject()) } else { format!("there is no {name}") }
    }
}

// Writes a list that has only the tools that its caller may call.
#[requires_auth]
#[tool_handler(name = "shop", version = "1.0.0", instructions = "A shop. Deleting needs the scope items:delete.")]
impl ServerHandler for Shop {}
