//! Scopes are demanded of an identity type that has none, by a handler that is not private: one error, and none at the route.

#[path = "../common.rs"]
mod common;

use common::*;
use requires_auth::axum::routing::get;

#[derive(Clone, FromRef)]
pub struct Users {
    pub auth: Authenticator<User>,
}

#[requires_auth(scopes("items:read"))]
pub async fn handler(#[identity] who: User) {
    let _ = who;
}

fn main() {
    let _: Router<Users> = Router::new().route("/", get(handler).into());
}
