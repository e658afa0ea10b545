//! A handler of a server without `#[tool_handler]`.

#[path = "../common.rs"]
mod common;

use common::*;

struct Shop;

#[requires_auth]
impl ServerHandler for Shop {
    fn get_info(&self) -> rmcp::model::ServerConfig {
        rmcp::model::ServerConfig::default()
    }
}

fn main() {}
