//! Another attribute above ours, or below: each order that compiles has the guard. The orders that do not compile are in
//! `ui/poem/fail`.

use poem::{Endpoint, EndpointExt, Route, handler};
use requires_auth::{Identity, poem::requires_auth};
use requires_auth_tests::{conformance::verifiers::users, raw_http::assert_guarded};

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

fn app() -> impl Endpoint {
    Route::new().at("/between", between).at("/below", below).at("/above", above).data(users())
}

#[test]
fn every_order_of_attributes_asks_for_credentials() {
    assert_guarded(serve(app()), "writer", &[("/between", "ada"), ("/below", "ada"), ("/above", "ada")]);
}
