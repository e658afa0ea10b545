//! Another attribute above ours, or below: each order that compiles asks for credentials. Those that do not compile are among the
//! mistakes of `ui/salvo`.

use requires_auth::{Identity, salvo::requires_auth};
use requires_auth_tests::conformance::verifiers::users;
use requires_auth_tests::raw_http::get;
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
    let address = serve(app());
    for path in ["/between", "/below", "/above"] {
        assert_eq!(get(address, path, None).status, 401, "{path}");
        let reply = get(address, path, Some("writer"));
        assert_eq!((reply.status, reply.body.as_str()), (200, "ada"), "{path}");
    }
}
