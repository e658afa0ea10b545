//! A verifier uses what rocket knows of a request: managed state, address, route.

use requires_auth::{
    Authenticator, Bearer, Identity, VerifyError,
    rocket::{layer, requires_auth, with_request},
    verifiers::{bearer, bearer_then},
};
use requires_auth_tests::poll_once::yield_once;
use rocket::{get, routes};

use crate::{get as ask, quiet, serve};

struct Names(&'static [&'static str]);

#[requires_auth]
#[get("/who/<_id>?<page>")]
fn who(#[identity] who: Identity, _id: u32, page: Option<u32>) -> String {
    format!("{} {page:?}", who.subject())
}

/// Name of the route, whether there is an address, and whether the name is known.
fn seen(token: &Bearer<'_>) -> Result<String, VerifyError> {
    let seen = with_request(token.request(), |request| {
        let names = request.rocket().state::<Names>()?;
        let route = request.route().and_then(|route| route.name.clone()).unwrap_or_default();
        Some((route.into_owned(), request.client_ip().is_some(), names.0.contains(&token.expose())))
    });
    let (route, has_address, is_known) = seen.flatten().ok_or_else(|| VerifyError::unavailable("no names"))?;
    if is_known { Ok(format!("{} {route} {has_address}", token.expose())) } else { Err(VerifyError::invalid()) }
}

fn sync() -> Authenticator {
    Authenticator::new(bearer(|token| seen(&token).map(Identity::new)))
}

fn waiting() -> Authenticator {
    Authenticator::new(bearer_then(|token| {
        let seen = seen(&token);
        async move {
            yield_once().await;
            seen.map(Identity::new)
        }
    }))
}

#[test]
fn a_verifier_sees_state_address_and_route() {
    for auth in [sync(), waiting()] {
        let app = quiet().attach(auth.clone()).manage(Names(&["ada"])).mount("/", routes![who]);
        let address = serve(app.mount("/in", layer(auth)).mount("/in", routes![who]));
        assert_eq!(ask(address, "/who/7?page=1", Some("authorization: Bearer ada")).body, "ada who true Some(1)");
        // The route of the layer has no name.
        assert_eq!(ask(address, "/in/who/7", Some("authorization: Bearer ada")).body, "ada  true None");
        assert_eq!(ask(address, "/who/7", Some("authorization: Bearer bob")).status, 401);
        assert_eq!(ask(address, "/who/7", None).status, 401);
    }
}

/// The twin: without the state no request is admitted. And a head of another kind has no request of rocket.
#[test]
fn what_is_missing_opens_nothing() {
    let address = serve(quiet().attach(sync()).mount("/", routes![who]));
    assert_eq!(ask(address, "/who/7", Some("authorization: Bearer ada")).status, 503);
    let request = http::Request::builder().header("authorization", "Bearer ada").body(()).unwrap();
    assert_eq!(futures_executor::block_on(sync().authenticate(&request)).unwrap_err().status(), 503);
}
