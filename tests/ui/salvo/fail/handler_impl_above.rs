//! `#[handler]` has looked at the method before its guard is there.

#[path = "../common.rs"]
mod common;

use common::*;

#[handler]
#[requires_auth]
impl Api {
    async fn handle(&self) -> &'static str {
        "any"
    }
}

fn main() {}
