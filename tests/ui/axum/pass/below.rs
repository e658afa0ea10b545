//! Attributes below the guard of a handler: those that are known, and those that the user vouches for.

use super::common::*;
use axum::debug_handler as dh;
use memoizing::remembers;

#[requires_auth(allow_attributes(remembers, dh))]
#[remembers]
#[dh(state = App)]
async fn renamed(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

pub struct Shop;

#[requires_auth(scopes("items:read"), allow_attributes(remembers))]
#[cfg_attr(all(), allow(clippy::unused_async))]
impl Shop {
    #[remembers]
    async fn items(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

#[requires_auth]
#[tracing::instrument(skip_all)]
#[utoipa::path(get, path = "/", responses((status = 200)))]
#[axum::debug_handler(state = App)]
#[inline]
async fn known() {}

#[test]
fn runs() {
    let _: Router<App> =
        Router::new().route("/", axum::routing::get(renamed).post(known)).route("/items", axum::routing::get(Shop::items));
}
