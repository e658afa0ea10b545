//! What becomes of a refusal: without an authenticator, in a nested route, on its way through the middlewares.

use std::future::ready;

use poem::{Endpoint, EndpointExt, IntoResponse, Request, Response, Route, handler, http::StatusCode};
use requires_auth::{
    Authenticator, Identity, Rejection, VerifyError,
    poem::requires_auth,
    verifiers::{StaticTokens, bearer},
};
use requires_auth_tests::raw_http::{ask, get};
use requires_auth_tests::{conformance::verifiers::users, log_recorder::recorded};

use crate::serve;

#[requires_auth]
#[handler]
async fn guarded(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

enum Other {}

#[requires_auth(authenticator = Other)]
#[handler]
async fn others(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

/// In process, so that what is logged is logged on this thread.
fn asked(app: &impl Endpoint, path: &'static str, token: &str) -> Response {
    let request = Request::builder().uri_str(path).header("authorization", format!("Bearer {token}")).finish();
    futures_executor::block_on(app.get_response(request))
}

#[test]
fn without_an_authenticator_of_its_own_a_handler_lets_nobody_in_and_says_why() {
    let app = Route::new().at("/guarded", guarded).at("/others", others).data(users());
    assert_eq!(asked(&app, "/guarded", "writer").status(), 200);
    let (reply, log) = recorded(|| asked(&app, "/others", "writer"));
    assert_eq!(reply.status(), 500);
    let body = futures_executor::block_on(reply.into_body().into_string()).unwrap();
    assert_eq!(body, r#"{"type":"about:blank","title":"Internal Server Error","status":500}"#);
    let said = |event: &requires_auth_tests::log_recorder::Logged| {
        event.level == "ERROR"
            && event
                .fields
                .values()
                .any(|text| ["Authenticator<", "refusals::Other", ".with(auth)"].iter().all(|part| text.contains(part)))
    };
    assert!(log.iter().any(said), "{log:?}");

    let bare = Route::new().at("/guarded", guarded);
    assert_eq!(asked(&bare, "/guarded", "writer").status(), 500);
}

/// Two of one type and tag: the inner one is asked inside, and nowhere else.
#[test]
fn an_inner_authenticator_decides_inside_only() {
    let inner: Authenticator = Authenticator::new(StaticTokens::new([("inner", Identity::new("ina"))]).unwrap());
    let app = Route::new().nest("/in", Route::new().at("/guarded", guarded).data(inner)).at("/*rest", guarded).data(users());
    for (path, token, status) in [
        ("/in/guarded", "inner", 200),
        ("/in/guarded", "writer", 401),
        ("/guarded", "writer", 200),
        ("/guarded", "inner", 401),
        ("/else", "inner", 401),
    ] {
        assert_eq!(asked(&app, path, token).status(), status, "{path} {token}");
    }
}

#[test]
fn a_verifier_and_a_login_page_see_the_target_as_it_was_sent() {
    let auth: Authenticator = Authenticator::builder(bearer(|token| match token.request().target() {
        "/a/b/guarded?x=1" => Ok(Identity::new("ada")),
        _ => Err(VerifyError::invalid()),
    }))
    .login_page("/login")
    .build()
    .unwrap();
    let app = Route::new().nest("/a", Route::new().nest("/b", Route::new().at("/guarded", guarded))).data(auth);
    // A request made by hand has only its own.
    assert_eq!(asked(&Route::new().at("/a/b/guarded", guarded).data(users()), "/a/b/guarded?x=1", "writer").status(), 200);
    let address = serve(app);
    assert_eq!(get(address, "/a/b/guarded?x=1", Some("token")).body, "ada");
    assert_eq!(get(address, "/a/b/guarded?x=2", Some("token")).status, 401);
    let reply = ask(address, "GET", "/a/b/guarded?x=1", None, "sec-fetch-mode: navigate\r\n\r\n");
    assert_eq!((reply.status, reply.all("location")), (303, vec!["/login?return_to=%2Fa%2Fb%2Fguarded%3Fx%3D1"]));
}

#[test]
fn a_middleware_sees_the_refusal_and_may_answer_otherwise() {
    let page = |refusal: Rejection| {
        let text = format!("{}: {}", refusal.status(), refusal.reason());
        ready((StatusCode::FORBIDDEN, text).into_response())
    };
    let app = Route::new().at("/guarded", guarded).data(users()).catch_error(page);
    let address = serve(app);
    let reply = get(address, "/guarded", None);
    assert_eq!((reply.status, reply.body.as_str()), (403, "401 Unauthorized: no credentials"));
    let reply = get(address, "/guarded", Some("wrong"));
    assert_eq!((reply.status, reply.body.as_str()), (403, "401 Unauthorized: invalid credentials"));
    assert_eq!(get(address, "/guarded", Some("writer")).body, "ada");
}

/// For a middleware that knows no rejections, such as one that logs.
#[test]
fn the_error_of_a_refusal_has_its_status() {
    let refused = |request| futures_executor::block_on(users().authenticate(&request)).unwrap_err();
    let error = poem::Error::from(refused(Request::default()));
    assert_eq!(error.status(), StatusCode::UNAUTHORIZED);
    let mut two = Request::default();
    for token in ["Bearer writer", "Bearer reader"] {
        two.headers_mut().append("authorization", token.parse().unwrap());
    }
    let error = poem::Error::from(refused(two));
    assert_eq!((error.status(), error.into_response().status()), (StatusCode::BAD_REQUEST, StatusCode::BAD_REQUEST));
}
