//! The protected resource metadata (RFC 9728).

use requires_auth::{
    Identity,
    salvo::{layer, with_resource_metadata},
    test_util,
};
use requires_auth_tests::{
    metadata::{check, metadata},
    raw_http::get,
};
use salvo::{Router, handler};

use crate::serve;

#[handler]
async fn open() -> &'static str {
    "open"
}

#[test]
fn the_metadata_are_served_in_front_of_a_layer() {
    let auth = test_util::authenticator([("good", Identity::new("ada"))]);
    let guarded = Router::new().hoop(layer(auth)).push(Router::with_path("{**path}").goal(open));
    let address = serve(with_resource_metadata(guarded, &metadata()));
    check(address, &[], 401);
    assert_eq!(get(address, "/any", Some("good")).body, "open");
    check(serve(with_resource_metadata(Router::new(), &metadata())), &[], 404);
}

/// The twin: behind the hoop the metadata are guarded.
#[test]
fn behind_a_layer_the_metadata_are_guarded() {
    let auth = test_util::authenticator([("good", Identity::new("ada"))]);
    let app = Router::new().hoop(layer(auth)).push(with_resource_metadata(Router::new(), &metadata()));
    assert_eq!(get(serve(app), "/.well-known/oauth-protected-resource", None).status, 401);
}
