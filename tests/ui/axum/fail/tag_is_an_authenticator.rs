//! The type of the authenticator, where its tag is wanted.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::get;

#[requires_auth(authenticator = Authenticator<User>)]
async fn handler() -> String {
    String::new()
}

fn main() {}
