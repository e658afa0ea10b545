//! The development switch opens what it says, is seen, and opens nothing else.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::items_after_statements
)]

use futures_executor::block_on;
use http::{Request, Response};
use requires_auth::{
    Authenticator, AuthenticatorBuilder, Identity, Policy, Reason, VerifyError, policy, requires_auth,
    verifiers::{StaticTokens, api_key, bearer},
};
use requires_auth_tests::log_recorder::recorded;

const READ: Policy = policy!(scopes("items:read"));
const WRITE: Policy = policy!(scopes("items:write"));

fn developer() -> Identity {
    Identity::builder("developer").scopes("items:read").build()
}

fn closed() -> AuthenticatorBuilder<Identity> {
    Authenticator::builder(StaticTokens::new([("token", Identity::new("ada"))]).unwrap())
}

fn open() -> Authenticator {
    closed().dangerous_admit_everybody(developer).build().unwrap()
}

fn with(field: Option<&str>) -> Request<()> {
    field.into_iter().fold(Request::builder(), |request, field| request.header("authorization", field)).body(()).unwrap()
}

#[test]
fn a_build_for_production_does_not_start() {
    let built = closed().dangerous_admit_everybody(developer).build();
    assert_eq!(built.is_ok(), cfg!(debug_assertions));
    if let Err(fault) = built {
        assert!(fault.to_string().contains("is for development"), "{fault}");
    }
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "only a build for development starts")]
fn everybody_is_the_identity_that_the_application_names() {
    let auth = open();
    for field in [None, Some("Bearer token"), Some("Bearer wrong"), Some("Bearer a, Bearer b"), Some("Negotiate x")] {
        assert_eq!(block_on(auth.authenticate(&with(field))).unwrap().subject(), "developer", "{field:?}");
    }
    // The twin: without the switch.
    let closed = closed().build().unwrap();
    assert_eq!(block_on(closed.authenticate(&with(None))).unwrap_err().reason(), Reason::MissingCredentials);
    assert_eq!(block_on(closed.authenticate(&with(Some("Bearer token")))).unwrap().subject(), "ada");
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "only a build for development starts")]
fn what_a_handler_demands_is_demanded_of_that_identity() {
    let auth = open();
    assert_eq!(block_on(auth.authorize(&READ, &with(None))).unwrap().subject(), "developer");
    let rejection = block_on(auth.authorize(&WRITE, &with(None))).unwrap_err();
    assert_eq!((rejection.reason(), rejection.challenges().count()), (Reason::InsufficientScope, 1));

    #[requires_auth(verifier = open(), only = |who: &Identity| who.subject() == "ada")]
    async fn for_ada(request: Request<()>) -> Response<String> {
        drop(request);
        Response::default()
    }

    #[requires_auth(verifier = open(), optional)]
    async fn maybe(request: Request<()>, #[identity] who: Option<Identity>) -> Response<String> {
        drop(request);
        Response::new(who.map(|who| who.subject().to_owned()).unwrap_or_default())
    }

    assert_eq!(block_on(for_ada(with(None))).status(), 403);
    assert_eq!(block_on(maybe(with(None))).body(), "developer");
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "only a build for development starts")]
fn an_identity_that_panics_is_a_500() {
    let panics = closed().dangerous_admit_everybody(|| panic!("an identity that panics")).build().unwrap();
    assert_eq!(block_on(panics.authenticate(&with(None))).unwrap_err().reason(), Reason::Panicked);
}

/// A layer that called no verifier leaves no identity for the guards behind it.
#[cfg(feature = "axum")]
#[test]
#[cfg_attr(not(debug_assertions), ignore = "only a build for development starts")]
fn an_identity_that_a_layer_drops_does_not_panic_in_the_layer() {
    use axum::{Router, body::Body, routing::get};
    use tower_service::Service;

    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }

    let auth = Authenticator::builder(bearer(|_| Err::<Bomb, _>(VerifyError::invalid())));
    let auth = auth.dangerous_admit_everybody(|| Bomb).build().unwrap();
    let mut app: Router = Router::new().route("/", get(|| async { "ran" })).layer(requires_auth::axum::layer(auth));
    let response = block_on(app.call(Request::new(Body::empty()))).unwrap();
    assert_eq!(response.status(), 200);
}

/// It is of one authenticator, and of its clones.
#[test]
#[cfg_attr(not(debug_assertions), ignore = "only a build for development starts")]
fn nothing_else_opens() {
    let (auth, request) = (open(), with(None));
    assert!(block_on(auth.clone().tagged::<u8>().authenticate(&request)).is_ok());
    let keys = || api_key(|_| Err::<Identity, _>(VerifyError::invalid()));
    for around in [
        Authenticator::new(auth.clone()),
        Authenticator::builder(auth.clone()).or(keys()).build().unwrap(),
        Authenticator::builder(keys()).or(auth.clone()).build().unwrap(),
        Authenticator::new(bearer(|_| Err::<Identity, _>(VerifyError::invalid()))),
    ] {
        assert!(!around.dangerous_admits_everybody());
        assert_eq!(block_on(around.authenticate(&request)).unwrap_err().reason(), Reason::MissingCredentials);
    }
    let mapped = closed().dangerous_admit_everybody(developer).and_then(|who: Identity| async move { Ok(who) });
    assert!(mapped.build().unwrap_err().to_string().contains("after `and_then`"));
    let mapped = closed().and_then(|who: Identity| async move { Ok(who) }).dangerous_admit_everybody(developer);
    assert!(block_on(mapped.build().unwrap().authenticate(&request)).is_ok());
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "only a build for development starts")]
fn it_is_seen_at_start_in_every_decision_and_in_debug() {
    let (auth, start) = recorded(open);
    let warned = |handler: &str, log: &[requires_auth_tests::log_recorder::Logged]| {
        log.iter().any(|event| {
            event.level == "WARN"
                && event.fields["message"].contains("authentication is OFF")
                && event.fields["handler"] == handler
        })
    };
    assert!(warned("authenticator", &start), "{start:?}");
    let (_, admitted) = recorded(|| block_on(auth.authenticate(&with(None))));
    assert!(warned("authenticate", &admitted), "{admitted:?}");
    let (_, rejected) = recorded(|| block_on(auth.authorize(&WRITE, &with(None))));
    assert!(warned(WRITE.handler(), &rejected) && rejected.len() == 2, "{rejected:?}");
    assert!(format!("{auth:?}").contains(r#"authentication: "OFF""#) && auth.dangerous_admits_everybody());

    let (closed, silent) = recorded(|| closed().build().unwrap());
    assert!(silent.is_empty() && !format!("{closed:?}").contains("OFF") && !closed.dangerous_admits_everybody());
}
