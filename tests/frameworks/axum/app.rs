//! The application of the table of conformance.

use axum::{
    Json, Router,
    body::Body,
    extract::{FromRef, Path, Query, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http_body_util::BodyExt;
use requires_auth::{Authenticator, Identity, Rejection, axum::requires_auth};
use requires_auth_tests::conformance::{
    Counted, Moved, Partner, Polls, Proxied, Rendered, Staff, Waiting,
    owned::{LookupError, owns},
    verifiers::{Bearers, TOKENS, moved, proxied, rendered, staff},
};
use serde::Deserialize;

#[derive(Clone, FromRef)]
struct App {
    users: Authenticator,
    waiting: Authenticator<Identity, Waiting>,
    partners: Authenticator<Identity, Partner>,
    staff: Authenticator<Staff>,
    proxied: Authenticator<Staff, Proxied>,
    moved: Authenticator<Identity, Moved>,
    rendered: Authenticator<Staff, Rendered>,
    greeting: &'static str,
}

#[derive(Deserialize)]
struct Page {
    page: u32,
}

#[derive(Deserialize)]
struct Item {
    name: String,
}

fn line(who: &Identity, id: u32, page: &Page, item: &Item) -> String {
    format!("{} {id} {} {}", who.subject(), page.page, item.name)
}

#[requires_auth]
async fn any(#[identity] who: Identity) -> String {
    format!("any {}", who.subject())
}

#[requires_auth(scopes("items:write"))]
async fn items(
    State(greeting): State<&'static str>,
    Path(id): Path<u32>,
    Query(page): Query<Page>,
    #[identity] who: Identity,
    Json(item): Json<Item>,
) -> String {
    assert_eq!(greeting, "hello");
    line(&who, id, &page, &item)
}

#[requires_auth(scopes("items:write"), authenticator = Waiting)]
async fn waits(#[identity] who: Identity, Path(id): Path<u32>, Query(page): Query<Page>, Json(item): Json<Item>) -> String {
    line(&who, id, &page, &item)
}

#[requires_auth(scopes("items:write"), verifier = TOKENS)]
async fn inline(#[identity] who: Identity, Path(id): Path<u32>, Query(page): Query<Page>, Json(item): Json<Item>) -> String {
    line(&who, id, &page, &item)
}

#[requires_auth(scopes("items:write"))]
async fn raw(request: Request) -> Response {
    let body = request.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "stream");
    "raw".into_response()
}

#[requires_auth(optional)]
async fn maybe(#[identity] who: Option<Identity>) -> String {
    who.map_or_else(|| "nobody".to_owned(), |who| format!("some {}", who.subject()))
}

#[requires_auth(only = |who| who.subject() == "ada")]
async fn only() -> &'static str {
    "only"
}

#[requires_auth(scopes("items:write"), acr("gold", "platinum"), max_age = "1h")]
async fn stepup() -> &'static str {
    "stepup"
}

#[requires_auth(check = who.subject() == name)]
async fn check(#[identity] who: Identity, Path(name): Path<String>) -> Result<&'static str, Rejection> {
    Ok("check")
}

enum OwnedError {
    Rejected(Rejection),
    Lookup(LookupError),
}

impl From<Rejection> for OwnedError {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<LookupError> for OwnedError {
    fn from(error: LookupError) -> Self {
        Self::Lookup(error)
    }
}

impl IntoResponse for OwnedError {
    fn into_response(self) -> Response {
        match self {
            Self::Rejected(rejection) => rejection.into_response(),
            Self::Lookup(LookupError::Missing) => StatusCode::NOT_FOUND.into_response(),
            Self::Lookup(LookupError::Broken) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

#[requires_auth(check = owns(&who, id).await?)]
async fn owned(#[identity] who: Identity, Path(id): Path<u32>) -> Result<&'static str, OwnedError> {
    Ok("owned")
}

fn teapot(_: Rejection) -> StatusCode {
    StatusCode::IM_A_TEAPOT
}

#[requires_auth(on_reject = teapot)]
async fn tea() -> &'static str {
    "tea"
}

#[requires_auth]
async fn cookie(#[identity] who: Staff) -> String {
    format!("cookie {}", who.name)
}

#[requires_auth(optional)]
async fn visitor(#[identity] who: Option<Staff>) -> String {
    visit(who)
}

#[requires_auth(optional, authenticator = Proxied)]
async fn proxied_visitor(#[identity] who: Option<Staff>) -> String {
    visit(who)
}

fn visit(who: Option<Staff>) -> String {
    format!("visitor {}", who.map_or_else(|| "nobody".to_owned(), |who| who.name))
}

#[requires_auth(authenticator = Rendered)]
async fn rendered_page(#[identity] who: Staff) -> String {
    format!("rendered {}", who.name)
}

#[requires_auth(authenticator = Moved)]
async fn moved_schemes(#[identity] who: Identity) -> String {
    format!("moved {}", who.subject())
}

#[requires_auth(authenticator = Partner)]
async fn partner(#[identity] who: Identity) -> String {
    format!("partner {}", who.subject())
}

#[requires_auth]
async fn nothing(#[identity] who: Staff) -> (StatusCode, String) {
    (StatusCode::NOT_FOUND, format!("nothing for {}", who.name))
}

pub(crate) fn app(polls: Polls, bearers: Bearers) -> Router {
    let count = move |request: Request| {
        let polls = polls.clone();
        request.map(|body| Body::new(Counted(body, polls)))
    };
    let state = App {
        users: bearers.users,
        waiting: bearers.waiting,
        partners: bearers.partners,
        staff: staff(),
        proxied: proxied(),
        moved: moved(),
        rendered: rendered(),
        greeting: "hello",
    };
    Router::new()
        .route("/any", get(any))
        .route("/items/{id}", post(items))
        .route("/waiting/{id}", post(waits))
        .route("/inline/{id}", post(inline))
        .route("/raw", post(raw))
        .route("/maybe", get(maybe))
        .route("/only", get(only))
        .route("/stepup", get(stepup))
        .route("/check/{name}", get(check))
        .route("/owned/{id}", get(owned))
        .route("/tea", get(tea))
        .route("/cookie", get(cookie).post(cookie))
        .route("/moved", get(moved_schemes))
        .route("/rendered", get(rendered_page).post(rendered_page))
        .route("/visitor", get(visitor))
        .route("/proxied", get(proxied_visitor))
        .nest("/partner", Router::new().route("/any", get(partner)))
        .fallback(nothing)
        .with_state(state)
        .layer(axum::middleware::map_request(move |request: Request| std::future::ready(count(request))))
}
