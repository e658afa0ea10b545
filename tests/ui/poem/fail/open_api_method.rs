//! A method of `#[OpenApi]` alone: its guard belongs on the `impl` block.

#[path = "../common.rs"]
mod common;

use common::*;

#[OpenApi]
impl Api {
    #[requires_auth]
    #[oai(path = "/any", method = "get")]
    async fn any(&self) -> PlainText<&'static str> {
        PlainText("any")
    }
}

fn main() {}
