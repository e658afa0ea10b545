//! A list of prompts that rmcp's attribute would replace.

#[path = "../common.rs"]
mod common;

use common::*;

struct Shop;

#[requires_auth]
#[tool_router]
impl Shop {
    #[tool]
    async fn items(&self) -> String {
        String::new()
    }
}

#[prompt_router]
impl Shop {
    #[prompt]
    async fn greet(&self) -> Vec<rmcp::model::PromptMessage> {
        Vec::new()
    }
}

#[requires_auth]
#[tool_handler]
#[prompt_handler]
impl ServerHandler for Shop {
    async fn list_prompts(
        &self,
        _: Option<rmcp::model::PaginatedRequestParams>,
        context: rmcp::service::RequestContext<rmcp::RoleServer>,
    ) -> Result<rmcp::model::ListPromptsResult, ErrorData> {
        let prompts = requires_auth::rmcp::visible_prompts(Self::prompt_router().list_all(), &context)?;
        Ok(rmcp::model::ListPromptsResult::with_all_items(prompts))
    }
}

fn main() {}
