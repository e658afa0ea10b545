//! Another attribute above ours, or below: each order that compiles has the guard. The orders that do not compile are in
//! `ui/salvo/fail`.

use requires_auth::{Identity, salvo::requires_auth};
use requires_auth_tests::{conformance::verifiers::users, raw_http::assert_guarded};
use salvo::{Router, handler};

use crate::serve;

#[requires_auth]
#[tracing::instrument]
#[handler]
async fn between(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth]
#[handler]
#[tracing::instrument]
async fn below(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[tracing::instrument(skip_all)]
#[requires_auth]
#[handler]
async fn above(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

fn app() -> Router {
    let route = Router::with_path;
    Router::new()
        .hoop(users())
        .push(route("between").goal(between))
        .push(route("below").goal(below))
        .push(route("above").goal(above))
}

#[test]
fn every_order_of_attributes_asks_for_credentials() {
    assert_guarded(serve(app()), "writer", &[("/between", "ada"), ("/below", "ada"), ("/above", "ada")]);
}
