//! An identity of a type that is less visible than its handlers.

use super::common::*;
use requires_auth::{Bearer, HasAuthentication, HasScopes, Scope, VerifyError, verifiers};
use std::time::SystemTime;

struct Own;

impl HasScopes for Own {
    fn has_scope(&self, _: &Scope) -> bool {
        true
    }
}

impl HasAuthentication for Own {
    fn acr(&self) -> Option<&str> {
        None
    }

    fn auth_time(&self) -> Option<SystemTime> {
        None
    }
}

fn is_known(_: &Own) -> bool {
    true
}

struct Shop;

#[requires_auth(scopes("items:read"))]
impl Shop {
    async fn items(#[identity] _who: Own) {}

    #[requires_auth(acr("gold"), max_age = "5m", scopes("items:read"), only = is_known)]
    async fn gold(#[identity] _who: Own) {}
}

#[requires_auth(scopes("items:read"))]
#[allow(private_interfaces)]
pub async fn visible(#[identity] _who: Own) {}

#[requires_auth(max_age = "5m", identity = Own, only = is_known)]
#[allow(private_interfaces)]
pub(crate) async fn recent() {}

fn own(_: Bearer<'_>) -> Result<Own, VerifyError> {
    Ok(Own)
}

#[requires_auth(verifier = verifiers::bearer(own), scopes("items:read"))]
#[allow(private_interfaces)]
pub async fn verified(#[identity] _who: Own) {}

#[requires_auth(verifier = verifiers::bearer(own), optional)]
#[allow(private_interfaces)]
pub async fn maybe(#[identity] _who: Option<Own>) {}

#[test]
fn runs() {
    use axum::routing::get;
    let _: Router<Authenticator<Own>> = Router::new()
        .route("/items", get(Shop::items))
        .route("/gold", get(Shop::gold))
        .route("/visible", get(visible))
        .route("/recent", get(recent))
        .route("/verified", get(verified))
        .route("/maybe", get(maybe));
}
