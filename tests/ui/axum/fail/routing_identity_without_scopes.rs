//! Scopes are demanded of an identity that has none, and the route does not say so once more.

#[path = "../common.rs"]
mod common;

use common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::get;

#[requires_auth(scopes("items:read"))]
async fn handler(#[identity] _who: User) -> String {
    String::new()
}

fn main() {
    let _: Router<Authenticator<User>> = Router::new().route("/", get(handler).into());
}
