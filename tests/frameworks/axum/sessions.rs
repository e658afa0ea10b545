//! A verifier uses what a middleware has done already: it sees the extensions and the fields of the request.

use axum::{Extension, Router, routing::get};
use http::{Extensions, HeaderMap};
use requires_auth::{
    Authenticator, Identity, SessionCookie, VerifyError,
    axum::{layer, requires_auth},
    verifiers::{session_cookie, session_cookie_then},
};
use requires_auth_tests::{poll_once::yield_once, raw_http::ask};

use crate::serve;

/// What a middleware has opened.
#[derive(Clone)]
struct Session(&'static str);

#[requires_auth]
async fn who(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

fn seen(cookie: &SessionCookie<'_>) -> Result<Identity, VerifyError> {
    let head = cookie.request();
    assert_eq!(head.framework::<HeaderMap>().and_then(|headers| headers.get("host")).unwrap(), "x");
    assert!(head.framework::<http::request::Parts>().is_none());
    let extensions = head.framework::<Extensions>().ok_or_else(VerifyError::invalid)?;
    assert_eq!(extensions.get::<Session>().is_some(), head.extension::<Session>().is_some());
    extensions.get::<Session>().map(|session| Identity::new(session.0)).ok_or_else(VerifyError::invalid)
}

#[test]
fn a_verifier_sees_extensions_and_fields() {
    let sync: Authenticator = Authenticator::new(session_cookie(|cookie| seen(&cookie)));
    let waiting: Authenticator = Authenticator::new(session_cookie_then(|cookie| {
        let seen = seen(&cookie);
        async move {
            yield_once().await;
            seen
        }
    }));
    for auth in [sync, waiting] {
        let app = || Router::new().route("/who", get(who));
        let routes = Router::new().nest("/guarded", app()).nest("/layered", app().layer(layer(auth.clone())));
        let opened = routes.clone().layer(Extension(Session("ada"))).with_state(auth.clone());
        let (opened, without) = (serve(opened), serve(routes.with_state(auth)));
        for path in ["/guarded/who", "/layered/who"] {
            assert_eq!(ask(opened, "GET", path, None, "cookie: session=s\r\n\r\n").body, "ada", "{path}");
            assert_eq!(ask(opened, "GET", path, None, "").status, 401, "{path}");
            assert_eq!(ask(without, "GET", path, None, "cookie: session=s\r\n\r\n").status, 401, "{path}: the twin");
        }
    }
}
