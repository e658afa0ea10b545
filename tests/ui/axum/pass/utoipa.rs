//! Checked routes of utoipa-axum.

use requires_auth::axum::{requires_auth, utoipa_axum::routes};
use requires_auth::{Authenticator, Identity};
use utoipa_axum::router::OpenApiRouter;

#[requires_auth]
#[utoipa::path(get, path = "/", responses((status = 200)))]
async fn list() {}

#[requires_auth]
#[utoipa::path(post, path = "/", responses((status = 200)))]
async fn create(body: String) -> String {
    body
}

/// The name is no keyword.
#[requires_auth]
#[utoipa::path(get, path = "/public", responses((status = 200)))]
async fn public() {}

mod pages {
    use super::*;

    #[requires_auth(optional)]
    #[utoipa::path(get, path = "/greeting", responses((status = 200)))]
    pub async fn greeting(#[identity] who: Option<Identity>) {
        drop(who);
    }

    #[utoipa::path(post, path = "/greeting", responses((status = 200)))]
    pub async fn greet() {}
}

#[test]
fn runs() {
    let mut router: OpenApiRouter<Authenticator> = OpenApiRouter::new()
        .routes(routes!(list, create,))
        .routes(routes!(public(pages::greeting), requires_auth::axum::routing::public(pages::greet)))
        .routes(routes!(public));
    assert_eq!(router.to_openapi().paths.paths.len(), 3);
}
