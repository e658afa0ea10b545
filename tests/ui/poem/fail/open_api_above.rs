//! `#[OpenApi]` has looked at the methods before their guards are there.

#[path = "../common.rs"]
mod common;

use common::*;

#[OpenApi]
#[requires_auth]
impl Api {
    #[oai(path = "/any", method = "get")]
    async fn any(&self) -> PlainText<&'static str> {
        PlainText("any")
    }
}

fn main() {}
