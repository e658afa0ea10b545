//! A verifier uses what a middleware has done already: it sees the request of the framework.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use actix_web::{
    App, HttpMessage, HttpRequest,
    dev::{Service, ServiceRequest},
    rt::System,
    test::TestRequest,
    web::{self, Data},
};
use requires_auth::{
    ApiKey, Authenticator, Bearer, Identity, SessionCookie, VerifyError,
    actix_web::{layer, requires_auth},
    verifiers::{api_key, bearer, bearer_then, session_cookie, session_cookie_then},
};
use requires_auth_tests::poll_once::yield_once;

use crate::{get, serve};

#[requires_auth]
async fn who(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

async fn open() -> &'static str {
    "open"
}

/// What the middleware has opened.
#[derive(Clone)]
struct Session(String);

/// What the application knows.
struct Names(&'static [&'static str]);

fn session(cookie: &SessionCookie<'_>) -> Result<Session, VerifyError> {
    let request: &HttpRequest = cookie.request().framework().ok_or_else(|| VerifyError::unavailable("no request"))?;
    request.extensions().get::<Session>().cloned().ok_or_else(VerifyError::invalid)
}

fn named(request: &HttpRequest, session: Session) -> Result<Identity, VerifyError> {
    let names = request.app_data::<Data<Names>>().ok_or_else(|| VerifyError::unavailable("no names"))?;
    if names.0.contains(&&*session.0) { Ok(Identity::new(session.0)) } else { Err(VerifyError::denied()) }
}

fn sync() -> Authenticator {
    Authenticator::new(session_cookie(|cookie| {
        let session = session(&cookie)?;
        named(cookie.request().framework().ok_or_else(VerifyError::invalid)?, session)
    }))
}

/// The future owns what the closure took from the request.
fn waiting() -> Authenticator {
    Authenticator::new(session_cookie_then(|cookie| {
        let session = session(&cookie);
        async move {
            yield_once().await;
            Ok(Identity::new(session?.0))
        }
    }))
}

fn open_session(opened: &AtomicUsize, request: &ServiceRequest) {
    opened.fetch_add(1, SeqCst);
    let cookie = request.headers().get("cookie").and_then(|cookie| cookie.to_str().ok());
    if let Some(user) = cookie.and_then(|cookie| cookie.strip_prefix("session=of-")) {
        request.extensions_mut().insert(Session(user.to_owned()));
    }
}

#[test]
fn a_session_that_a_middleware_opened_is_not_opened_twice() {
    for auth in [sync(), waiting()] {
        let opened = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&opened);
        let address = serve(move || {
            let opened = Arc::clone(&counted);
            App::new()
                .app_data(Data::new(Names(&["ada"])))
                .service(web::scope("/in").route("/open", web::get().to(open)).wrap(layer(auth.clone())))
                .app_data(auth.clone())
                .route("/who", web::get().to(who))
                .wrap_fn(move |request, next| {
                    open_session(&opened, &request);
                    next.call(request)
                })
        });
        assert_eq!(get(address, "/who", "cookie: session=of-ada").body, "ada");
        assert_eq!(get(address, "/in/open", "cookie: session=of-ada").body, "open");
        assert_eq!(opened.load(SeqCst), 2);
        for path in ["/who", "/in/open"] {
            assert_eq!(get(address, path, "cookie: session=ended").status, 401, "{path}");
            assert_eq!(get(address, path, "").status, 401, "{path}");
        }
    }
}

/// The twin: without the middleware, or without the application's data, no request is admitted.
#[test]
fn what_is_missing_opens_nothing() {
    let address = serve(|| App::new().app_data(sync()).route("/who", web::get().to(who)));
    assert_eq!(get(address, "/who", "cookie: session=of-ada").status, 401);
    let address = serve(|| {
        App::new().app_data(sync()).route("/who", web::get().to(who)).wrap_fn(|request, next| {
            open_session(&AtomicUsize::new(0), &request);
            next.call(request)
        })
    });
    assert_eq!(get(address, "/who", "cookie: session=of-ada").status, 503);
}

/// Where a request of the framework can be had, and where not.
#[test]
fn a_request_is_given_back_by_its_type_alone_and_on_its_thread() {
    fn counts(token: &Bearer<'_>) -> String {
        let head = token.request();
        let here = head.framework::<HttpRequest>().map(HttpRequest::path);
        let elsewhere = std::thread::scope(|scope| {
            scope.spawn(|| head.framework::<HttpRequest>().map(|request| request.path().to_owned())).join().unwrap()
        });
        let others = head.framework::<String>().is_some() || head.framework::<http::HeaderMap>().is_some();
        format!("{here:?} {elsewhere:?} {others} {:?}", head.extension::<Session>().is_some())
    }

    let auth: Authenticator = Authenticator::new(bearer(|token| Ok(Identity::new(counts(&token)))));
    let waits: Authenticator = Authenticator::new(bearer_then(|token| std::future::ready(Ok(Identity::new(counts(&token))))));
    for auth in [auth.clone(), waits] {
        let address = serve(move || App::new().app_data(auth.clone()).route("/who", web::get().to(who)));
        assert_eq!(get(address, "/who", "authorization: Bearer t").body, r#"Some("/who") None false false"#);
    }
    // By hand there is a head alone.
    let request = || TestRequest::with_uri("/who").insert_header(("authorization", "Bearer t"));
    let none = "None None false false";
    let (service, head) = (request().to_srv_request(), request().to_http_request());
    assert_eq!(System::new().block_on(auth.authenticate(&service)).unwrap().subject(), none);
    assert_eq!(System::new().block_on(auth.authenticate(head.head())).unwrap().subject(), none);
}

/// A verifier that a handler names sees it, too.
#[test]
fn a_verifier_that_is_named_sees_the_request() {
    fn seen(key: &ApiKey<'_>) -> Result<Identity, VerifyError> {
        let request = key.request().framework::<HttpRequest>().ok_or_else(VerifyError::invalid)?;
        Ok(Identity::new(request.match_pattern().unwrap_or_default()))
    }

    #[requires_auth(verifier = api_key(|key| seen(&key)))]
    async fn pattern(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }

    let address = serve(|| App::new().route("/{id}", web::get().to(pattern)));
    assert_eq!(get(address, "/7", "x-api-key: k").body, "/{id}");
}
