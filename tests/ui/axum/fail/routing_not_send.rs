//! A handler that keeps what is not `Send` over an `.await`.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{get, post};

#[requires_auth]
async fn handler() -> String {
    let items = std::rc::Rc::new(7);
    std::future::ready(()).await;
    items.to_string()
}

fn main() {
    let _: Router<App> = Router::new().route("/", get(handler).into());
}
