//! The protected resource metadata (RFC 9728).

use poem::{EndpointExt, Route};
use requires_auth::{
    Identity,
    poem::{layer, with_resource_metadata},
    test_util,
};
use requires_auth_tests::metadata::{check, metadata};

use crate::serve;

#[test]
fn the_metadata_are_served_in_front_of_a_layer() {
    let auth = test_util::authenticator([("good", Identity::new("ada"))]);
    let guarded = Route::new().with(layer(auth));
    let app = Route::new().nest("/", guarded);
    check(serve(with_resource_metadata(app, &metadata())), &[], 401);
    check(serve(with_resource_metadata(Route::new(), &metadata())), &[], 404);
}

/// The twin: a layer around everything guards the metadata as well.
#[test]
fn behind_a_layer_the_metadata_are_guarded() {
    let auth = test_util::authenticator([("good", Identity::new("ada"))]);
    let address = serve(with_resource_metadata(Route::new(), &metadata()).with(layer(auth)));
    assert_eq!(requires_auth_tests::raw_http::get(address, "/.well-known/oauth-protected-resource", None).status, 401);
}
