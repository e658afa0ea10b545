//! Another attribute above ours, or below: each order that compiles has the guard. The orders that do not compile are in
//! `ui/axum/fail`.

use axum::{
    Router,
    extract::{Path, State},
    routing::get,
};
use memoizing::remembers;
use requires_auth::{Authenticator, Identity, axum::requires_auth};
use requires_auth_tests::{conformance::verifiers::users, raw_http};
use utoipa::OpenApi;

use crate::serve;

#[requires_auth]
#[axum::debug_handler(state = Authenticator)]
async fn debugged(#[identity] who: Identity, State(_auth): State<Authenticator>) -> String {
    who.subject().to_owned()
}

#[requires_auth]
#[tracing::instrument]
async fn instrumented(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[tracing::instrument(skip_all)]
#[requires_auth]
async fn instrumented_above(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth]
#[utoipa::path(get, path = "/described", responses((status = 200), (status = 401)))]
async fn described(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[utoipa::path(get, path = "/described_above", responses((status = 200), (status = 401)))]
#[requires_auth]
async fn described_above(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[derive(OpenApi)]
#[openapi(paths(described, described_above))]
struct Description;

/// Another crate's attribute, under the name of ours that opens a handler.
mod other {
    pub(super) use tracing::instrument as public;
}

#[requires_auth(allow_attributes(other::public))]
#[other::public(skip_all)]
async fn public(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[other::public(skip_all)]
#[requires_auth]
async fn public_above(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

struct Api;

#[requires_auth(allow_attributes(other::public))]
impl Api {
    #[other::public(skip_all)]
    async fn public_method(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

/// Vouched for, and wrongly: the identity is none of the arguments by which an answer is kept.
#[requires_auth(allow_attributes(remembers))]
#[remembers]
async fn kept(#[identity] who: Identity, number: Path<u32>) -> String {
    format!("{} of {}", *number, who.subject())
}

/// The right way: what is kept is a function of all that it depends on, behind the guard.
#[requires_auth]
async fn kept_behind(#[identity] who: Identity, Path(number): Path<u32>) -> String {
    item_of(who.subject().to_owned(), number).await
}

#[remembers]
async fn item_of(who: String, number: u32) -> String {
    format!("{number} of {who}")
}

fn app() -> Router {
    Router::new()
        .route("/debugged", get(debugged))
        .route("/instrumented", get(instrumented))
        .route("/instrumented_above", get(instrumented_above))
        .route("/described", get(described))
        .route("/described_above", get(described_above))
        .route("/public", get(public))
        .route("/public_above", get(public_above))
        .route("/public_method", get(Api::public_method))
        .route("/kept/{number}", get(kept))
        .route("/kept_behind/{number}", get(kept_behind))
        .with_state(users())
}

/// A2: why an attribute that is not known needs a word. Without `allow_attributes(remembers)` it does not compile: `ui/axum`.
#[test]
fn an_attribute_that_keeps_answers_gives_one_callers_to_another() {
    let address = serve(app());
    let ask = |path: &str, token: &str| raw_http::get(address, path, Some(token)).body;
    assert_eq!((ask("/kept/7", "writer"), ask("/kept/7", "reader")), ("7 of ada".to_owned(), "7 of ada".to_owned()));
    let behind = (ask("/kept_behind/7", "writer"), ask("/kept_behind/7", "reader"));
    assert_eq!(behind, ("7 of ada".to_owned(), "7 of bob".to_owned()));
    for path in ["/kept/7", "/kept_behind/7"] {
        assert_eq!(raw_http::get(address, path, None).status, 401, "{path}: the guard is asked first");
    }
}

#[test]
fn every_order_of_attributes_asks_for_credentials() {
    let described = Description::openapi().paths.paths.into_keys().collect::<Vec<_>>();
    assert_eq!(described, ["/described", "/described_above"]);
    let paths = [
        "/described",
        "/described_above",
        "/debugged",
        "/instrumented",
        "/instrumented_above",
        "/public",
        "/public_above",
        "/public_method",
    ];
    raw_http::assert_guarded(serve(app()), "writer", &paths.map(|path| (path, "ada")));
}
