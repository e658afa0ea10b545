//! A handler without a guard, beside others.
//! Twin: `pass/utoipa.rs`.

use requires_auth::axum::{requires_auth, utoipa_axum::routes};
use requires_auth::Authenticator;
use utoipa_axum::router::OpenApiRouter;

#[requires_auth]
#[utoipa::path(get, path = "/", responses((status = 200)))]
async fn list() {}

#[utoipa::path(post, path = "/", responses((status = 200)))]
async fn create(body: String) -> String {
    body
}

fn main() {
    let _: OpenApiRouter<Authenticator> = OpenApiRouter::new().routes(routes!(list, create));
}
