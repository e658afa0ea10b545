//! `check` is evaluated before the body, whose variables it does not know.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{get, post};

#[requires_auth(check = item == 7)]
async fn handler(id: Path<u32>) -> Result<String, Rejection> {
    let item = id.0;
    Ok(item.to_string())
}

fn main() {
    let _: Router<App> = Router::new().route("/", get(handler).into());
}
