//! A handler that is not `async`, which only the route can see.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{get, post};

struct Page;

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        "items".into_response()
    }
}

#[requires_auth]
fn handler() -> Page {
    Page
}

fn main() {
    let _: Router<App> = Router::new().route("/", get(handler).into());
}
