//! rmcp takes sixteen parameters, and the guard is one.

#[path = "../common.rs"]
mod common;

use common::*;
use rmcp::model::Extensions as E;

struct Shop;

#[requires_auth]
impl Shop {
    #[tool]
    async fn items(&self, _: E, _: E, _: E, _: E, _: E, _: E, _: E, _: E, _: E, _: E, _: E, _: E, _: E, _: E, _: E, _: E) {}
}

fn main() {}
