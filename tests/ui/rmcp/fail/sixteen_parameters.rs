//! rmcp takes sixteen parameters, and the guard is one.

#[path = "../common.rs"]
mod common;

use common::*;

use rmcp::model::Extensions as E;

struct Shop;

#[requires_auth]
#[tool_router]
impl Shop {
    #[tool]
    async fn items(&self, a: E, b: E, c: E, d: E, e: E, f: E, g: E, h: E, i: E, j: E, k: E, l: E, m: E, n: E, o: E, p: E) -> String {
        String::new()
    }
}

fn main() {}
