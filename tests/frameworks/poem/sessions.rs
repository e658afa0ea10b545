//! A verifier uses what a middleware has done already: it sees the request of the framework.

use futures_executor::block_on;
use http::{HeaderValue, Method, StatusCode};
use poem::{EndpointExt, Request, Route, get, handler};
use requires_auth::{
    Authenticator, Identity, Rejection, SessionCookie, VerifyError,
    poem::{layer, requires_auth},
    verifiers::{session_cookie, session_cookie_then},
};
use requires_auth_tests::{poll_once::yield_once, raw_http::ask};

use crate::serve;

/// What a middleware has opened.
#[derive(Clone)]
struct Session(&'static str);

#[requires_auth]
#[handler]
async fn shown(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

fn seen(cookie: &SessionCookie<'_>) -> Result<Identity, VerifyError> {
    let head = cookie.request();
    let request: &Request = head.framework().ok_or_else(|| VerifyError::unavailable("no request"))?;
    assert_eq!(request.headers(), head.framework::<http::HeaderMap>().unwrap());
    assert!(head.framework::<http::Extensions>().is_some() && head.framework::<String>().is_none());
    assert!(request.remote_addr().as_socket_addr().is_some());
    let session = request.data::<Session>().ok_or_else(VerifyError::invalid)?;
    Ok(Identity::new(session.0))
}

#[test]
fn a_verifier_sees_the_request_and_the_data_of_middlewares() {
    let sync: Authenticator = Authenticator::new(session_cookie(|cookie| seen(&cookie)));
    let waiting: Authenticator = Authenticator::new(session_cookie_then(|cookie| {
        let seen = seen(&cookie);
        async move {
            yield_once().await;
            seen
        }
    }));
    for auth in [sync, waiting] {
        let app = || Route::new().at("/who", get(shown));
        let (guarded, layered) = (app().with(auth.clone()), app().with(layer(auth)));
        let routes = Route::new().nest("/guarded", guarded.data(Session("ada"))).nest("/layered", layered.data(Session("bob")));
        let address = serve(routes);
        for (path, body) in [("/guarded/who", "ada"), ("/layered/who", "bob")] {
            assert_eq!(ask(address, "GET", path, None, "cookie: session=s\r\n\r\n").body, body);
            assert_eq!(ask(address, "GET", path, None, "").status, 401);
        }
    }
}

/// The twin: without the middleware no request is admitted.
#[test]
fn what_is_missing_opens_nothing() {
    let auth: Authenticator = Authenticator::new(session_cookie(|cookie| seen(&cookie)));
    let address = serve(Route::new().at("/who", get(shown)).with(auth));
    assert_eq!(ask(address, "GET", "/who", None, "cookie: session=s\r\n\r\n").status, 401);
}

/// A function over poem's own request.
#[requires_auth::requires_auth(verifier = opened(), on_reject = status)]
async fn over_the_request(request: &mut Request, #[identity] who: Identity) -> Result<String, StatusCode> {
    assert!(request.headers()["cookie"].is_sensitive(), "a log shows it");
    assert!(!request.headers()["host"].is_sensitive());
    Ok(who.subject().to_owned())
}

#[allow(clippy::needless_pass_by_value, reason = "`on_reject` hands it over")]
fn status(rejection: Rejection) -> Result<String, StatusCode> {
    Err(rejection.status())
}

#[derive(Clone)]
struct Opened(&'static str);

fn opened() -> Authenticator {
    Authenticator::new(session_cookie(|cookie| {
        let opened: &Opened = cookie.request().extension().ok_or_else(VerifyError::invalid)?;
        Ok(Identity::new(opened.0))
    }))
}

#[test]
fn a_request_alone_is_judged_and_marked_as_a_guard_does_it() {
    let asked = |method: Method, site: &'static str, user: Option<&'static str>| {
        let mut request = Request::default();
        request.set_method(method);
        for (name, value) in [("host", "x"), ("cookie", "session=s"), ("sec-fetch-site", site)] {
            request.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        if let Some(user) = user {
            request.extensions_mut().insert(Opened(user));
        }
        let by_hand = block_on(opened().authenticate(&request)).map(|who| who.subject().to_owned());
        let guarded = block_on(over_the_request(&mut request));
        assert_eq!(by_hand.map_err(|no| no.status()), guarded);
        guarded
    };
    assert_eq!(asked(Method::POST, "same-origin", Some("ada")), Ok("ada".to_owned()));
    assert_eq!(asked(Method::POST, "cross-site", Some("ada")), Err(StatusCode::FORBIDDEN));
    assert_eq!(asked(Method::GET, "cross-site", Some("ada")), Ok("ada".to_owned()), "it writes nothing");
    assert_eq!(asked(Method::POST, "same-origin", None), Err(StatusCode::UNAUTHORIZED));
}
