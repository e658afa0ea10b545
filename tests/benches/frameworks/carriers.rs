//! API keys and session cookies on axum, each against the simplest extractor that does the same work, and bearer tokens once more
//! against the simplest one. The simple twins read one line, do not look for a second one, and trim nothing. Also a verifier
//! that waits and one that does not, together, against the verifier that waits alone.

use std::{collections::HashMap, convert, hint::black_box, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{FromRef, FromRequestParts},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{
    HeaderName, HeaderValue, Request, StatusCode,
    header::{AUTHORIZATION, COOKIE},
    request::Parts,
};
use requires_auth::{
    Authenticator, AuthenticatorBuilder, Identity, VerifyError,
    verifiers::{Secret, StaticKeys, basic_async, bearer_async, session_cookie},
};
use requires_auth_tests::poll_once::ready;
use subtle::ConstantTimeEq;
use tower_service::Service;

use super::{open, ours};
use crate::{FIELDS, Group, SECRET, authenticator, measure::Workload, reader, rows as happy, twin::SCOPE};

#[derive(Clone)]
struct User {
    name: String,
    scopes: String,
}

/// The one key, or the sessions, as a person would keep them.
#[derive(Clone)]
struct App {
    auth: Authenticator,
    key: Arc<(String, Arc<User>)>,
    sessions: Arc<HashMap<String, Arc<User>>>,
}

impl App {
    fn new(auth: Authenticator) -> Self {
        let user = Arc::new(User { name: "ada".to_owned(), scopes: "items:list items:read".to_owned() });
        let sessions = sessions().map(|session| (session, Arc::clone(&user))).collect();
        Self { auth, key: Arc::new((SECRET.to_owned(), user)), sessions: Arc::new(sessions) }
    }
}

impl FromRef<App> for Authenticator {
    fn from_ref(app: &App) -> Self {
        app.auth.clone()
    }
}

/// A hundred of them; the first is sent.
fn sessions() -> impl Iterator<Item = String> {
    (0..100).map(|number| format!("{number:03}{SECRET}"))
}

fn by_keys() -> Authenticator {
    Authenticator::new(StaticKeys::new([(SECRET, reader())]).unwrap())
}

fn by_sessions() -> Authenticator {
    let sessions: HashMap<String, Identity> = sessions().map(|session| (session, reader())).collect();
    Authenticator::new(session_cookie(move |cookie| sessions.get(cookie.expose()).cloned().ok_or_else(VerifyError::invalid)))
}

/// Whoever has the scope, or the status.
fn permitted(user: Option<&Arc<User>>) -> Result<Arc<User>, StatusCode> {
    let user = user.ok_or(StatusCode::UNAUTHORIZED)?;
    let permitted = user.scopes.split(' ').any(|granted| granted == SCOPE);
    permitted.then(|| Arc::clone(user)).ok_or(StatusCode::FORBIDDEN)
}

/// A key that is equal to the one that is stored.
fn with_key<'a>(app: &'a App, key: Option<&[u8]>) -> Option<&'a Arc<User>> {
    bool::from(app.key.0.as_bytes().ct_eq(key?)).then_some(&app.key.1)
}

macro_rules! extractor {
    ($name:ident, |$parts:ident, $app:ident| $find:expr) => {
        struct $name(Arc<User>);

        impl FromRequestParts<App> for $name {
            type Rejection = Response;

            async fn from_request_parts($parts: &mut Parts, $app: &App) -> Result<Self, Response> {
                permitted($find).map(Self).map_err(IntoResponse::into_response)
            }
        }
    };
}

extractor!(ByBearer, |parts, app| with_key(
    app,
    parts.headers.get(AUTHORIZATION).and_then(|line| line.as_bytes().strip_prefix(b"Bearer "))
));

extractor!(ByKey, |parts, app| {
    const NAME: HeaderName = HeaderName::from_static("x-api-key");
    with_key(app, parts.headers.get(NAME).map(HeaderValue::as_bytes))
});

extractor!(BySession, |parts, app| {
    let line = parts.headers.get(COOKIE).and_then(|line| line.to_str().ok());
    let mut crumbs = line.into_iter().flat_map(|line| line.split("; "));
    let session = crumbs.find_map(|crumb| crumb.strip_prefix("session="));
    session.and_then(|session| app.sessions.get(session))
});

async fn bearer(ByBearer(user): ByBearer) -> &'static str {
    black_box(&user.name);
    "hello"
}

async fn key(ByKey(user): ByKey) -> &'static str {
    black_box(&user.name);
    "hello"
}

async fn session(BySession(user): BySession) -> &'static str {
    black_box(&user.name);
    "hello"
}

/// A route that this request is sent to, over and over. Nothing of it is made before it runs: other workloads would find another heap.
pub(super) fn workload(
    name: String,
    router: impl Fn() -> Router + 'static,
    parts: impl Fn() -> Parts + 'static,
    status: u16,
) -> Workload {
    Workload::new(name, move |count| {
        let (mut router, parts) = (router(), parts());
        for _ in 0..count {
            let request = Request::from_parts(black_box(&parts).clone(), Body::empty());
            let response = ready(router.call(request));
            assert_eq!(black_box(response.unwrap()).status(), status);
        }
    })
}

/// What a client library sends beside this field.
pub(super) fn request(name: &'static str, value: &str) -> Parts {
    let fields = FIELDS.into_iter().chain([(name, value)]);
    request_of(fields)
}

pub(super) fn request_of<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Parts {
    let request = fields.into_iter().fold(Request::get("/items?page=2"), |request, (name, value)| request.header(name, value));
    request.body(()).unwrap().into_parts().0
}

type Route = fn() -> MethodRouter<App>;

fn group(carrier: &'static str, auth: fn() -> Authenticator, hand: Route, parts: fn() -> Parts) -> Group {
    let served = move |name: &str, route: Route| {
        let router = move || Router::new().route("/items", route()).with_state(App::new(auth()));
        workload(format!("axum, {carrier}, {name}"), router, parts, 200)
    };
    [served("open", || get(open)), served("simple twin", hand), served("attribute", || get(ours))]
}

type Builder = AuthenticatorBuilder<Identity>;

/// A verifier that waits: alone, and together with one that does not.
fn waiting(carrier: &'static str, verifier: fn() -> Builder, parts: fn() -> Parts) -> Group {
    let served = move |name: &str, route: Route, verifiers: fn(Builder) -> Builder| {
        let router = move || {
            let auth = verifiers(verifier()).build().unwrap();
            Router::new().route("/items", route()).with_state(App::new(auth))
        };
        workload(format!("axum, {carrier}, waits, {name}"), router, parts, 200)
    };
    [
        served("open", || get(open), convert::identity),
        served("alone", || get(ours), convert::identity),
        served("beside", || get(ours), with_cookies),
    ]
}

fn known(secret: &Secret) -> Result<Identity, VerifyError> {
    (secret.expose() == SECRET).then(reader).ok_or_else(VerifyError::invalid)
}

fn bearer_later() -> Builder {
    Authenticator::builder(bearer_async(|token| async move { known(&token) }))
}

fn basic_later() -> Builder {
    Authenticator::builder(basic_async(|_, password| async move { known(&password) }))
}

fn with_cookies(verifier: Builder) -> Builder {
    verifier.or(session_cookie(|_| Err(VerifyError::invalid())))
}

fn groups() -> [(&'static str, &'static str, Group); 5] {
    [
        (
            "C1 axum, 1 static token, 1 scope, against the simple twin",
            "<= 1.0",
            group("bearer", authenticator, || get(bearer), || request("authorization", &format!("Bearer {SECRET}"))),
        ),
        (
            "axum, 1 API key, 1 scope, against the simple twin",
            "<= 1.2",
            group("API key", by_keys, || get(key), || request("x-api-key", SECRET)),
        ),
        (
            "axum, a session in a map, 1 scope, against the bare look-up",
            "<= 1.5",
            group("session", by_sessions, || get(session), || request("cookie", &format!("theme=dark; session=000{SECRET}"))),
        ),
        (
            "axum, a bearer verifier that waits beside one that does not, against it alone",
            "<= 1.2",
            waiting("bearer", bearer_later, || request("authorization", &format!("Bearer {SECRET}"))),
        ),
        (
            "axum, a Basic verifier that waits beside one that does not, against it alone",
            "<= 1.2",
            waiting("Basic", basic_later, || {
                request("authorization", &format!("Basic {}", STANDARD.encode(format!("ada:{SECRET}"))))
            }),
        ),
    ]
}

pub(super) fn workloads() -> impl Iterator<Item = Workload> {
    groups().into_iter().flat_map(|(_, _, group)| group)
}

pub(super) fn rows() {
    for (what, goal, group) in groups() {
        happy(what, goal, &group);
    }
}
