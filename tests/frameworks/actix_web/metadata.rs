//! The protected resource metadata (RFC 9728).

use actix_web::{App, HttpResponse, web};
use requires_auth::{Identity, actix_web::layer, test_util};
use requires_auth_tests::metadata::{check, metadata};

use crate::{get, serve};

#[test]
fn the_metadata_are_served_beside_a_layer() {
    let auth = test_util::authenticator([("good", Identity::new("ada"))]);
    let guarded = serve(move || {
        let rest = web::scope("").wrap(layer(auth.clone())).default_service(web::to(HttpResponse::NotFound));
        App::new().service(metadata()).service(rest)
    });
    check(guarded, &[], 401);
    check(serve(|| App::new().service(metadata())), &[], 404);
}

/// The twin: a layer around everything guards the metadata as well.
#[test]
fn behind_a_layer_the_metadata_are_guarded() {
    let auth = test_util::authenticator([("good", Identity::new("ada"))]);
    let address = serve(move || App::new().service(metadata()).wrap(layer(auth.clone())));
    assert_eq!(get(address, "/.well-known/oauth-protected-resource", "").status, 401);
}
