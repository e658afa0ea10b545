//! The state is a verifier, not an `Authenticator`.
//! Twin: `pass/twins.rs`.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::axum::routing::get;

#[requires_auth]
async fn handler() {}

fn main() {
    let tokens = StaticTokens::new([("secret", Identity::new("ada"))]).unwrap();
    let _: Router = Router::new().route("/", get(handler).into()).with_state(tokens);
}
