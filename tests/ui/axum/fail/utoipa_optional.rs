//! An `optional` guard also admits unauthenticated requests.
//! Twin: `pass/utoipa.rs`.

use requires_auth::axum::{requires_auth, utoipa_axum::routes};
use requires_auth::{Authenticator, Identity};
use utoipa_axum::router::OpenApiRouter;

mod pages {
    use super::*;

    #[requires_auth(optional)]
    #[utoipa::path(get, path = "/", responses((status = 200)))]
    pub async fn greeting(#[identity] who: Option<Identity>) {
        drop(who);
    }
}

fn main() {
    let _: OpenApiRouter<Authenticator> = OpenApiRouter::new().routes(routes!(pages::greeting));
}
