//! A constructor is no handler.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{get, post};

struct Api;

#[requires_auth]
impl Api {
    fn new() -> Self {
        Api
    }

    async fn items() -> String {
        String::new()
    }
}

fn main() {
    let _: Router<App> = Router::new().route("/", get(Api::items).into());
    drop(Api::new());
}
