//! B12: what becomes of a refusal where a response of poem-openapi makes something of every extractor's error, and B1: where a
//! route for `GET` answers `HEAD`.

use std::{future::ready, sync::Mutex};

use http::header::LOCATION;
use poem::{Endpoint, EndpointExt, Error, IntoResponse, Request, Response, Route, get, handler, http::StatusCode, web::Redirect};
use poem_openapi::{
    ApiResponse, OpenApi, OpenApiService,
    payload::{Json, PlainText},
};
use requires_auth::{
    Authenticator, Identity, Rejection,
    poem::requires_auth,
    verifiers::{StaticTokens, bearer},
};
use requires_auth_tests::{
    conformance::verifiers::{partners, users},
    http2_client::Client,
    raw_http::{Reply, ask},
};

use crate::serve;

#[derive(ApiResponse)]
#[oai(bad_request_handler = "bad_request")]
enum Doubled {
    #[oai(status = 200)]
    Good(PlainText<String>),
    #[oai(status = 400)]
    Bad(PlainText<String>),
}

fn bad_request(_: Error) -> Doubled {
    Doubled::Bad(PlainText("what is this?".to_owned()))
}

fn teapot(_: Rejection) -> poem::Result<&'static str> {
    Err(Error::from_string("short and stout", StatusCode::IM_A_TEAPOT))
}

fn away(_: Rejection) -> Redirect {
    Redirect::temporary("/away")
}

struct Api;

#[requires_auth(scopes("items:write"))]
#[OpenApi]
impl Api {
    #[oai(path = "/double", method = "post")]
    async fn double(&self, #[identity] who: Identity, number: Json<u32>) -> Doubled {
        Doubled::Good(PlainText(format!("{} {}", who.subject(), number.0 * 2)))
    }

    #[oai(path = "/double", method = "get")]
    async fn show(&self) -> Doubled {
        Doubled::Good(PlainText("show".to_owned()))
    }

    #[requires_auth(on_reject = teapot)]
    #[oai(path = "/tea", method = "post")]
    async fn tea(&self) -> Doubled {
        Doubled::Good(PlainText("tea".to_owned()))
    }

    #[requires_auth(on_reject = away)]
    #[oai(path = "/away", method = "post")]
    async fn leave(&self) -> Doubled {
        Doubled::Good(PlainText("still here".to_owned()))
    }
}

fn api() -> Route {
    Route::new().nest("/api", OpenApiService::new(Api, "test", "1"))
}

fn post(app: impl Endpoint + 'static) -> impl Fn(&str, Option<&str>, &str) -> Reply {
    let address = serve(app);
    move |path, token, body| {
        let rest = format!("content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        ask(address, "POST", path, token, &rest)
    }
}

const CHALLENGE: &str = r#"Bearer realm="api", scope="items:write""#;

/// What poem-openapi does by itself: nobody is let in, and nobody is asked for credentials.
#[test]
fn as_data_the_refusal_is_what_the_handler_of_bad_requests_makes_of_it() {
    let post = post(api().data(users()));
    for body in ["21", "x"] {
        let reply = post("/api/double", None, body);
        assert_eq!((reply.status, reply.body.as_str(), reply.all("www-authenticate").len()), (400, "what is this?", 0));
    }
    assert_eq!(post("/api/double", Some("writer"), "21").body, "ada 42");
}

#[test]
fn as_a_middleware_the_refusal_stays_one() {
    let post = post(api().with(users()));
    for body in ["21", "x"] {
        let reply = post("/api/double", None, body);
        assert_eq!((reply.status, reply.all("www-authenticate")), (401, vec![CHALLENGE]), "{reply:?}");
        assert_eq!(reply.body, r#"{"type":"about:blank","title":"Unauthorized","status":401}"#);
        assert_eq!(reply.all("content-type"), ["application/problem+json"]);
        let reply = post("/api/double", Some("reader"), body);
        assert_eq!((reply.status, reply.all("www-authenticate").len()), (403, 1), "{reply:?}");
        assert_eq!(post("/api/double", Some("down"), body).status, 503);
    }
    // What is no refusal is the handler's.
    let reply = post("/api/double", Some("writer"), "x");
    assert_eq!((reply.status, reply.body.as_str()), (400, "what is this?"));
    assert_eq!(post("/api/double", Some("writer"), "21").body, "ada 42");
}

#[test]
fn so_does_the_answer_of_on_reject() {
    let post = post(api().with(users()));
    let reply = post("/api/tea", None, "");
    assert_eq!((reply.status, reply.body.as_str()), (418, "short and stout"));
    assert_eq!(post("/api/tea", Some("writer"), "").body, "tea");
    let reply = post("/api/away", None, "");
    assert_eq!((reply.status, reply.all("location")), (307, vec!["/away"]));
    assert_eq!(post("/api/away", Some("writer"), "").body, "still here");
}

#[test]
fn so_does_the_way_to_a_login_page() {
    let auth: Authenticator = Authenticator::builder(users()).login_page("/login").build().unwrap();
    let address = serve(api().with(auth));
    let reply = ask(address, "GET", "/api/double", None, "sec-fetch-mode: navigate\r\n\r\n");
    assert_eq!((reply.status, reply.all("location")), (303, vec!["/login?return_to=%2Fapi%2Fdouble"]));
    assert_eq!(ask(address, "GET", "/api/double", None, "").status, 401);
}

/// The inner one decides inside, the outer one elsewhere.
#[test]
fn an_inner_middleware_decides_inside_only() {
    let inner: Authenticator =
        Authenticator::new(StaticTokens::new([("inner", Identity::builder("ina").scopes("items:write").build())]).unwrap());
    let post = post(Route::new().nest("/in", api().with(inner)).nest("/out", api()).with(users()).with(partners()));
    for (path, token, status) in
        [("/in", "inner", 200), ("/in", "writer", 401), ("/out", "writer", 200), ("/out", "inner", 401), ("/out", "partner", 401)]
    {
        assert_eq!(post(&format!("{path}/api/double"), Some(token), "21").status, status, "{path} {token}");
    }
}

#[requires_auth]
#[handler]
async fn guarded(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

/// A middleware inside may send the caller elsewhere and nothing else; one outside sees the rejection, and has the last word.
#[test]
fn a_middleware_inside_does_not_replace_a_refusal_and_one_outside_does() {
    let page = |_: Rejection| ready((StatusCode::OK, "nothing to see").into_response());
    let elsewhere = |_: Rejection| ready(Redirect::see_other("/login").into_response());
    let failing = |_: Rejection| async { StatusCode::NOT_FOUND.into_response() };
    let app = |inner: Route| Route::new().nest("/", inner);
    let inside = serve(app(Route::new().at("/x", guarded.catch_error(page))).with(users()));
    let redirected = serve(app(Route::new().at("/x", guarded.catch_error(elsewhere))).with(users()));
    let elsewhere_by_error = guarded.around(|inner, request| async move {
        let away = |_| Error::from_response(Redirect::see_other("/login").into_response());
        inner.call(request).await.map_err(away)
    });
    let by_error = serve(app(Route::new().at("/x", elsewhere_by_error)).with(users()));
    let failed = serve(app(Route::new().at("/x", guarded.catch_error(failing))).with(users()));
    let outside = serve(app(Route::new().at("/x", guarded)).with(users()).catch_error(page));
    let ask = |address| ask(address, "GET", "/x", None, "");
    assert_eq!((ask(inside).status, ask(inside).all("www-authenticate").len()), (401, 1));
    assert_eq!((ask(redirected).status, ask(redirected).all(LOCATION.as_str())), (303, vec!["/login"]));
    assert_eq!((ask(by_error).status, ask(by_error).all(LOCATION.as_str())), (303, vec!["/login"]));
    assert_eq!(ask(failed).status, 401);
    assert_eq!((ask(outside).status, ask(outside).body.as_str()), (200, "nothing to see"));
}

enum Other {}

#[requires_auth(authenticator = Other)]
#[handler]
async fn others(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

/// Who is refused by one guard and let in by another is let in, or refused by both.
#[test]
fn the_guard_that_was_asked_last_has_its_say() {
    let either = guarded.around(|first, request: Request| async move {
        let mut again = Request::builder().uri(request.uri().clone()).finish();
        *again.headers_mut() = request.headers().clone();
        *again.extensions_mut() = request.extensions().clone();
        match first.call(request).await {
            Err(error) if error.is::<Rejection>() => others.call(again).await.map(IntoResponse::into_response),
            answer => answer.map(IntoResponse::into_response),
        }
    });
    let other: Authenticator<Identity, Other> =
        Authenticator::new(StaticTokens::new([("other", Identity::new("otto"))]).unwrap()).tagged();
    let address = serve(Route::new().at("/x", either).with(users()).data(other));
    for (token, status, body) in [("writer", 200, "ada"), ("other", 200, "otto")] {
        let reply = ask(address, "GET", "/x", Some(token), "");
        assert_eq!((reply.status, reply.body.as_str()), (status, body), "{token}");
    }
    assert_eq!(ask(address, "GET", "/x", Some("wrong"), "").status, 401);
}

#[requires_auth(check = who.subject().is_empty())]
#[handler]
async fn never(#[identity] who: Identity) -> Response {
    "never".into_response()
}

pub(crate) fn head(address: std::net::SocketAddr, path: &str, token: Option<&str>) -> Result<Reply, String> {
    let request = http::Request::builder().method("HEAD").uri(format!("http://{address}{path}"));
    let request = token.into_iter().fold(request, |request, token| request.header("authorization", format!("Bearer {token}")));
    let answer = Client::connect(address).exchange(request.body(&[][..]).unwrap(), true);
    answer.map(Into::into).map_err(|error| format!("{error:?}"))
}

/// B1: a route for `GET` answers a `HEAD` as its own. Behind the middleware the refusal knows; as data it does not, and a client
/// of HTTP/2 takes its body for an error.
#[test]
fn a_refusal_to_head_by_a_route_for_get_has_no_body_behind_the_middleware() {
    let routes = || Route::new().at("/get", get(guarded)).at("/never", get(never)).at("/any", guarded).at("/any/never", never);
    let with = serve(routes().with(users()));
    let data = serve(routes().data(users()));
    for (path, token, status, length) in [
        ("/get", None, 401, 58),
        ("/never", Some("writer"), 403, 55),
        ("/any", None, 401, 58),
        ("/any/never", Some("writer"), 403, 55),
    ] {
        let reply = head(with, path, token).unwrap();
        assert_eq!((reply.status, reply.content_length, reply.body.as_str()), (status, Some(length), ""), "{path}");
        // Over HTTP/1.1 the server leaves it out.
        let reply = ask(with, "HEAD", path, token, "");
        assert_eq!((reply.status, reply.content_length, reply.body.as_str()), (status, Some(length), ""), "{path}");
        assert_eq!(ask(data, "HEAD", path, token, "").body, "", "{path}");
        if path != "/get" {
            assert_eq!(head(data, path, token).unwrap().status, status, "{path}");
        }
    }
    assert!(head(data, "/get", None).unwrap_err().contains("PROTOCOL_ERROR"));
}

/// What the documentation says of it: the verifier is shown another method than was sent.
#[test]
fn a_route_for_get_shows_head_as_get_to_the_verifier() {
    let seen: &'static Mutex<Vec<String>> = Box::leak(Box::default());
    let auth: Authenticator = Authenticator::new(bearer(|token| {
        seen.lock().unwrap().push(token.request().method().to_owned());
        Ok(Identity::new("ada"))
    }));
    let address = serve(Route::new().at("/get", get(guarded)).at("/any", guarded).with(auth));
    for path in ["/get", "/any"] {
        assert_eq!(ask(address, "HEAD", path, Some("token"), "").status, 200);
    }
    assert_eq!(*seen.lock().unwrap(), ["GET", "HEAD"]);
}
