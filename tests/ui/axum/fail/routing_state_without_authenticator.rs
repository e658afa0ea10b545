//! A guarded handler on a router whose state holds no authenticator.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{self, get, post, public};

#[requires_auth]
async fn guarded() -> &'static str {
    "guarded"
}

fn main() {
    let _: Router = Router::new().route("/", get(guarded).into()).with_state(NoAuth);
}
