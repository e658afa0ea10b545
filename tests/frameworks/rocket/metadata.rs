//! The protected resource metadata (RFC 9728).

use requires_auth::{Identity, rocket::layer, test_util};
use requires_auth_tests::metadata::{check, metadata};
use rocket::{Route, error::ErrorKind};

use crate::{ADDS, get, quiet, serve};

#[test]
fn the_metadata_are_served_beside_a_layer() {
    let auth = test_util::authenticator([("good", Identity::new("ada"))]);
    let address = serve(quiet().mount("/", metadata()).mount("/api", layer(auth)));
    check(address, ADDS, 404);
    assert_eq!(get(address, "/api/any", None).status, 401);
}

#[test]
fn the_metadata_are_served_in_front_of_a_layer_with_a_later_rank() {
    let auth = test_util::authenticator([("good", Identity::new("ada"))]);
    let mut later: Vec<Route> = layer(auth).into();
    for route in &mut later {
        route.rank += 1;
    }
    check(serve(quiet().mount("/", metadata()).mount("/", later)), ADDS, 401);
}

/// Otherwise clients would get a 401 for the document.
#[test]
fn a_layer_over_the_metadata_does_not_launch() {
    let auth = test_util::authenticator([("good", Identity::new("ada"))]);
    let app = quiet().mount("/", metadata()).mount("/", layer(auth));
    let Err(error) = rocket::execute(app.ignite()) else { panic!("it launches") };
    assert!(matches!(error.kind(), ErrorKind::Collisions(_)), "{error}");
}
