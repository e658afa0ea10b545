//! The attributes that make routes of guarded and public handlers only: what they make is asked.

use poem::{EndpointExt, Route, get, web::Query};
use requires_auth::{
    Identity,
    poem::{handler, requires_auth},
};
use requires_auth_tests::{
    conformance::verifiers,
    raw_http::{assert_guarded, get as ask},
};

use crate::serve;

#[requires_auth]
#[handler]
async fn guarded(#[identity] who: Identity, page: Query<Vec<(String, u32)>>) -> String {
    format!("{} {:?}", who.subject(), page.0)
}

#[requires_auth::public]
#[handler]
fn public() -> &'static str {
    "public"
}

#[handler]
#[requires_auth::public]
fn public_below() -> &'static str {
    "public"
}

#[test]
fn a_guarded_route_rejects_and_a_public_one_does_not() {
    let routes = Route::new().at("/guarded", get(guarded)).at("/public", get(public)).at("/public_below", get(public_below));
    let address = serve(routes.with(verifiers::users()));
    assert_guarded(address, "writer", &[("/guarded?page=3", r#"ada [("page", 3)]"#)]);
    for path in ["/public", "/public_below"] {
        for token in [None, Some("wrong"), Some("writer")] {
            let reply = ask(address, path, token);
            assert_eq!((reply.status, reply.body.as_str()), (200, "public"), "{path}, {token:?}");
        }
    }
}
