//! A verifier uses what a hoop has done already: it sees the request and the depot of the framework.

use futures_executor::block_on;
use http::{HeaderValue, Method, StatusCode};
use requires_auth::{
    Authenticator, Identity, Rejection, SessionCookie, VerifyError,
    salvo::{layer, requires_auth},
    verifiers::{session_cookie, session_cookie_then},
};
use requires_auth_tests::{poll_once::yield_once, raw_http::ask};
use salvo::{Depot, Request, Router, handler};

use crate::serve;

/// What a hoop has opened.
struct Session(String);

#[handler]
async fn open(request: &mut Request, depot: &mut Depot) {
    if let Some(user) = request.header::<String>("x-user") {
        depot.insert_typed(Session(user));
    }
}

#[requires_auth]
#[handler]
async fn shown(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

fn seen(cookie: &SessionCookie<'_>) -> Result<Identity, VerifyError> {
    let head = cookie.request();
    let (request, depot) = (head.framework::<Request>(), head.framework::<Depot>());
    let (Some(request), Some(depot)) = (request, depot) else { return Err(VerifyError::unavailable("no depot")) };
    assert_eq!(request.headers(), head.framework::<http::HeaderMap>().unwrap());
    assert!(head.framework::<http::Extensions>().is_some() && head.framework::<String>().is_none());
    let session = depot.get_typed::<Session>().map_err(|_| VerifyError::invalid())?;
    Ok(Identity::new(session.0.as_str()))
}

fn sync() -> Authenticator {
    Authenticator::new(session_cookie(|cookie| seen(&cookie)))
}

fn waiting() -> Authenticator {
    Authenticator::new(session_cookie_then(|cookie| {
        let seen = seen(&cookie);
        async move {
            yield_once().await;
            seen
        }
    }))
}

#[test]
fn a_verifier_sees_the_request_and_the_depot() {
    for auth in [sync(), waiting()] {
        let at = |path: &str| Router::with_path(path).push(Router::with_path("who").get(shown));
        let app = Router::new().hoop(open).push(at("guarded").hoop(auth.clone())).push(at("layered").hoop(layer(auth)));
        let address = serve(app);
        for path in ["/guarded/who", "/layered/who"] {
            let fields = "cookie: session=s\r\nx-user: ada\r\n\r\n";
            assert_eq!(ask(address, "GET", path, None, fields).body, "ada", "{path}");
            // The twin: without the session that the hoop opens.
            assert_eq!(ask(address, "GET", path, None, "cookie: session=s\r\n\r\n").status, 401, "{path}");
            assert_eq!(ask(address, "GET", path, None, "").status, 401, "{path}");
        }
    }
}

/// By hand there is the request alone.
#[test]
fn a_call_by_hand_has_no_depot() {
    let mut request = Request::new();
    request.headers_mut().insert("cookie", HeaderValue::from_static("session=s"));
    assert_eq!(block_on(sync().authenticate(&request)).unwrap_err().status(), 503);
}

/// A function over salvo's own request.
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
        let mut request = Request::new();
        *request.method_mut() = method;
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
