//! The function that makes the router is no handler.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{get, post};

#[requires_auth]
fn app() -> Router<App> {
    Router::new()
}

fn main() {
    drop(app());
}
