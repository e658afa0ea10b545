//! Only axum has a state.

#[path = "../common.rs"]
mod common;

use common::*;

#[requires_auth(state = Api)]
#[handler]
async fn any() -> &'static str {
    "any"
}

fn main() {}
