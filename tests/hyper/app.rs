//! The application of the table of conformance, of plain functions.

use std::{convert::Infallible, sync::LazyLock};

use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use hyper::body::{Bytes, Incoming};
use requires_auth::{Authenticator, Identity, Rejection, requires_auth};
use requires_auth_tests::conformance::{
    Counted, Moved, Partner, Proxied, Rendered, Staff, Waiting,
    owned::{LookupError, owns},
    verifiers::{Bearers, TOKENS, moved, proxied, rendered, staff},
};
use serde::Deserialize;

use super::bearers;

static BEARERS: LazyLock<Bearers> = LazyLock::new(bearers);
static USERS: LazyLock<Authenticator> = LazyLock::new(|| BEARERS.users.clone());
static WAITING: LazyLock<Authenticator<Identity, Waiting>> = LazyLock::new(|| BEARERS.waiting.clone());
static PARTNERS: LazyLock<Authenticator<Identity, Partner>> = LazyLock::new(|| BEARERS.partners.clone());
static RENDERED: LazyLock<Authenticator<Staff, Rendered>> = LazyLock::new(rendered);
static MOVED: LazyLock<Authenticator<Identity, Moved>> = LazyLock::new(moved);
static PROXIED: LazyLock<Authenticator<Staff, Proxied>> = LazyLock::new(proxied);
static STAFF: LazyLock<Authenticator<Staff>> = LazyLock::new(staff);

pub(crate) type Call = Request<Counted<Incoming>>;
pub(crate) type Answer = Result<Response<String>, Infallible>;

fn text(text: impl Into<String>) -> Response<String> {
    Response::new(text.into())
}

fn status(status: StatusCode) -> Response<String> {
    let mut response = text("");
    *response.status_mut() = status;
    response
}

#[requires_auth(verifier = USERS)]
async fn any(_: Call, #[identity] who: Identity) -> Response<String> {
    text(format!("any {}", who.subject()))
}

#[derive(Deserialize)]
struct Item {
    name: String,
}

async fn body(request: Call) -> Bytes {
    request.into_body().collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default()
}

/// Path, query and body, read as any of these handlers would.
async fn line(who: &Identity, request: Call) -> Response<String> {
    let id: Option<u32> = request.uri().path().split('/').nth(2).and_then(|id| id.parse().ok());
    let page: Option<u32> = request.uri().query().and_then(|query| query.strip_prefix("page=")?.parse().ok());
    let is_json = request.headers().get("content-type").is_some_and(|kind| kind == "application/json");
    let (Some(id), Some(page), true) = (id, page, is_json) else { return status(StatusCode::BAD_REQUEST) };
    match serde_json::from_slice::<Item>(&body(request).await) {
        Ok(Item { name }) => text(format!("{} {id} {page} {name}", who.subject())),
        Err(_) => status(StatusCode::BAD_REQUEST),
    }
}

#[requires_auth(verifier = USERS, scopes("items:write"))]
async fn items(request: Call, #[identity] who: Identity) -> Answer {
    Ok(line(&who, request).await)
}

#[requires_auth(verifier = WAITING, scopes("items:write"))]
async fn waits(request: Call, #[identity] who: Identity) -> Answer {
    Ok(line(&who, request).await)
}

#[requires_auth(verifier = TOKENS, scopes("items:write"))]
async fn inline(request: Call, #[identity] who: Identity) -> Answer {
    Ok(line(&who, request).await)
}

#[requires_auth(verifier = USERS, scopes("items:write"))]
async fn raw(request: Call) -> Response<String> {
    assert_eq!(body(request).await, "stream");
    text("raw")
}

#[requires_auth(verifier = USERS, optional)]
async fn maybe(_: Call, #[identity] who: Option<Identity>) -> Response<String> {
    text(who.map_or_else(|| "nobody".to_owned(), |who| format!("some {}", who.subject())))
}

#[requires_auth(verifier = USERS, only = |who| who.subject() == "ada")]
async fn only(_: Call) -> Response<String> {
    text("only")
}

#[requires_auth(verifier = USERS, scopes("items:write"), acr("gold", "platinum"), max_age = "1h")]
async fn stepup(_: Call) -> Response<String> {
    text("stepup")
}

#[requires_auth(verifier = USERS, check = request.uri().path().rsplit('/').next() == Some(who.subject()))]
async fn check(request: Call, #[identity] who: Identity) -> Response<String> {
    drop(request);
    text("check")
}

fn thing(request: &Call) -> u32 {
    request.uri().path().rsplit('/').next().and_then(|id| id.parse().ok()).unwrap_or_default()
}

#[requires_auth(verifier = USERS, check = owns(&who, thing(&request)).await?)]
async fn owned(request: Call, #[identity] who: Identity) -> Result<Response<String>, LookupError> {
    drop(request);
    Ok(text("owned"))
}

fn teapot(_: Rejection) -> Response<String> {
    status(StatusCode::IM_A_TEAPOT)
}

#[requires_auth(verifier = USERS, on_reject = teapot)]
async fn tea(_: Call) -> Response<String> {
    text("tea")
}

#[requires_auth(verifier = STAFF)]
async fn cookie(_: Call, #[identity] who: Staff) -> Response<String> {
    text(format!("cookie {}", who.name))
}

#[requires_auth(verifier = STAFF, optional)]
async fn visitor(_: Call, #[identity] who: Option<Staff>) -> Response<String> {
    visit(who)
}

#[requires_auth(verifier = PROXIED, optional)]
async fn proxied_visitor(_: Call, #[identity] who: Option<Staff>) -> Response<String> {
    visit(who)
}

fn visit(who: Option<Staff>) -> Response<String> {
    text(format!("visitor {}", who.map_or_else(|| "nobody".to_owned(), |who| who.name)))
}

#[requires_auth(verifier = RENDERED)]
async fn rendered_page(_: Call, #[identity] who: Staff) -> Response<String> {
    text(format!("rendered {}", who.name))
}

#[requires_auth(verifier = MOVED)]
async fn moved_schemes(_: Call, #[identity] who: Identity) -> Response<String> {
    text(format!("moved {}", who.subject()))
}

#[requires_auth(verifier = PARTNERS)]
async fn partner(_: Call, #[identity] who: Identity) -> Response<String> {
    text(format!("partner {}", who.subject()))
}

#[requires_auth(verifier = STAFF)]
async fn nothing(_: Call, #[identity] who: Staff) -> Response<String> {
    Response::builder().status(StatusCode::NOT_FOUND).body(format!("nothing for {}", who.name)).unwrap()
}

pub(crate) async fn app(request: Call) -> Answer {
    let is_head = request.method() == "HEAD";
    let path = request.uri().path().to_owned();
    let mut path = path.split('/').skip(1);
    let mut response = match (request.method().as_str(), path.next(), path.next()) {
        ("GET" | "HEAD", Some("any"), None) => any(request).await,
        ("POST", Some("items"), Some(_)) => return items(request).await,
        ("POST", Some("waiting"), Some(_)) => return waits(request).await,
        ("POST", Some("inline"), Some(_)) => return inline(request).await,
        ("POST", Some("raw"), None) => raw(request).await,
        ("GET" | "HEAD", Some("maybe"), None) => maybe(request).await,
        ("GET" | "HEAD", Some("only"), None) => only(request).await,
        ("GET" | "HEAD", Some("stepup"), None) => stepup(request).await,
        ("GET" | "HEAD", Some("check"), Some(_)) => check(request).await,
        ("GET" | "HEAD", Some("owned"), Some(_)) => owned(request).await.unwrap_or_else(|error| {
            status(match error {
                LookupError::Missing => StatusCode::NOT_FOUND,
                LookupError::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            })
        }),
        ("GET" | "HEAD", Some("tea"), None) => tea(request).await,
        ("GET" | "HEAD" | "POST", Some("cookie"), None) => cookie(request).await,
        ("GET" | "HEAD" | "POST", Some("rendered"), None) => rendered_page(request).await,
        ("GET" | "HEAD", Some("moved"), None) => moved_schemes(request).await,
        ("GET" | "HEAD", Some("visitor"), None) => visitor(request).await,
        ("GET" | "HEAD", Some("proxied"), None) => proxied_visitor(request).await,
        ("GET" | "HEAD", Some("partner"), Some("any")) => partner(request).await,
        _ => nothing(request).await,
    };
    // What is not the guard's: hyper leaves the body in, over HTTP/2.
    if is_head && !response.headers().contains_key("cache-control") {
        response.body_mut().clear();
    }
    Ok(response)
}
