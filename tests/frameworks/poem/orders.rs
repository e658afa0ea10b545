//! Another attribute above ours, or below: each order that compiles asks for credentials. Those that do not compile are among the
//! mistakes of `ui/poem`.

use poem::{Endpoint, EndpointExt, Route, handler};
use requires_auth::{Identity, poem::requires_auth};
use requires_auth_tests::conformance::verifiers::users;
use requires_auth_tests::raw_http::get;

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
    let address = serve(app());
    for path in ["/between", "/below", "/above"] {
        assert_eq!(get(address, path, None).status, 401, "{path}");
        let reply = get(address, path, Some("writer"));
        assert_eq!((reply.status, reply.body.as_str()), (200, "ada"), "{path}");
    }
}
