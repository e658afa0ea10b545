//! The application of the table of conformance.

use std::io;

use http_body_util::{BodyExt, combinators::BoxBody};
use poem::{
    Body, Endpoint, EndpointExt, IntoResponse, Request, Response, Result, Route, get, handler,
    http::{Method, StatusCode},
    post,
    web::{Data, Json, Path, Query},
};
use requires_auth::{Identity, Rejection, poem::requires_auth};
use requires_auth_tests::conformance::{
    Counted, Moved, Partner, Polls, Proxied, Rendered, Staff, Waiting,
    owned::{LookupError, owns},
    verifiers::{Bearers, TOKENS, moved, proxied, rendered, staff},
};
use serde::Deserialize;

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
#[handler]
async fn any(#[identity] who: Identity) -> String {
    format!("any {}", who.subject())
}

#[requires_auth(scopes("items:write"))]
#[handler]
async fn items(
    Data(greeting): Data<&&'static str>,
    Path(id): Path<u32>,
    Query(page): Query<Page>,
    #[identity] who: Identity,
    Json(item): Json<Item>,
) -> String {
    assert_eq!(*greeting, "hello");
    line(&who, id, &page, &item)
}

#[requires_auth(scopes("items:write"), authenticator = Waiting)]
#[handler]
async fn waits(#[identity] who: Identity, Path(id): Path<u32>, Query(page): Query<Page>, Json(item): Json<Item>) -> String {
    line(&who, id, &page, &item)
}

#[requires_auth(scopes("items:write"), verifier = TOKENS)]
#[handler]
async fn inline(#[identity] who: Identity, Path(id): Path<u32>, Query(page): Query<Page>, Json(item): Json<Item>) -> String {
    line(&who, id, &page, &item)
}

#[requires_auth(scopes("items:write"))]
#[handler]
async fn raw(body: Body) -> &'static str {
    let body = BoxBody::from(body).collect().await.unwrap().to_bytes();
    assert_eq!(body, "stream");
    "raw"
}

#[requires_auth(optional)]
#[handler]
async fn maybe(#[identity] who: Option<Identity>) -> String {
    who.map_or_else(|| "nobody".to_owned(), |who| format!("some {}", who.subject()))
}

#[requires_auth(only = |who| who.subject() == "ada")]
#[handler]
async fn only() -> &'static str {
    "only"
}

#[requires_auth(scopes("items:write"), acr("gold", "platinum"), max_age = "1h")]
#[handler]
async fn stepup() -> &'static str {
    "stepup"
}

#[requires_auth(check = who.subject() == name)]
#[handler]
async fn check(#[identity] who: Identity, Path(name): Path<String>) -> Result<&'static str, Rejection> {
    Ok("check")
}

fn by_poem(error: LookupError) -> poem::Error {
    poem::Error::from_status(match error {
        LookupError::Missing => StatusCode::NOT_FOUND,
        LookupError::Broken => StatusCode::INTERNAL_SERVER_ERROR,
    })
}

#[requires_auth(check = owns(&who, id).await.map_err(by_poem)?)]
#[handler]
async fn owned(#[identity] who: Identity, Path(id): Path<u32>) -> Result<&'static str> {
    Ok("owned")
}

fn teapot(_: Rejection) -> StatusCode {
    StatusCode::IM_A_TEAPOT
}

#[requires_auth(on_reject = teapot)]
#[handler]
async fn tea() -> &'static str {
    "tea"
}

#[requires_auth]
#[handler]
async fn cookie(#[identity] who: Staff) -> String {
    format!("cookie {}", who.name)
}

#[requires_auth(optional)]
#[handler]
async fn visitor(#[identity] who: Option<Staff>) -> String {
    visit(who)
}

#[requires_auth(optional, authenticator = Proxied)]
#[handler]
async fn proxied_visitor(#[identity] who: Option<Staff>) -> String {
    visit(who)
}

fn visit(who: Option<Staff>) -> String {
    format!("visitor {}", who.map_or_else(|| "nobody".to_owned(), |who| who.name))
}

#[requires_auth(authenticator = Rendered)]
#[handler]
async fn rendered_page(#[identity] who: Staff) -> String {
    format!("rendered {}", who.name)
}

#[requires_auth(authenticator = Moved)]
#[handler]
async fn moved_schemes(#[identity] who: Identity) -> String {
    format!("moved {}", who.subject())
}

#[requires_auth(authenticator = Partner)]
#[handler]
async fn partner(#[identity] who: Identity) -> String {
    format!("partner {}", who.subject())
}

#[requires_auth]
#[handler]
async fn nothing(#[identity] who: Staff) -> (StatusCode, String) {
    (StatusCode::NOT_FOUND, format!("nothing for {}", who.name))
}

/// With the authenticators as middlewares.
pub(crate) fn app(polls: Polls, bearers: Bearers) -> impl Endpoint {
    let nested = Route::new().at("/any", get(partner)).with(bearers.partners);
    counted(
        routes()
            .nest("/partner", nested)
            .with(bearers.users)
            .with(bearers.waiting)
            .with(staff())
            .with(proxied())
            .with(moved())
            .with(rendered()),
        polls,
    )
}

/// With the authenticators as data.
pub(crate) fn app_with_data(polls: Polls) -> impl Endpoint {
    let bearers = Bearers::by_name();
    let nested = Route::new().at("/any", get(partner)).data(bearers.partners);
    counted(
        routes()
            .nest("/partner", nested)
            .data(bearers.users)
            .data(bearers.waiting)
            .data(staff())
            .data(proxied())
            .data(moved())
            .data(rendered()),
        polls,
    )
}

fn routes() -> Route {
    Route::new()
        .at("/any", get(any))
        .at("/items/:id", post(items))
        .at("/waiting/:id", post(waits))
        .at("/inline/:id", post(inline))
        .at("/raw", post(raw))
        .at("/maybe", get(maybe))
        .at("/only", get(only))
        .at("/stepup", get(stepup))
        .at("/check/:name", get(check))
        .at("/owned/:id", get(owned))
        .at("/tea", get(tea))
        .at("/cookie", get(cookie).post(cookie))
        .at("/moved", get(moved_schemes))
        .at("/rendered", get(rendered_page).post(rendered_page))
        .at("/visitor", get(visitor))
        .at("/proxied", get(proxied_visitor))
        .at("/*rest", nothing)
}

/// What is not the guard's: poem leaves the body of a handler and of its own 405 in, over HTTP/2.
struct OwnHeads<E>(E);

impl<E: Endpoint> Endpoint for OwnHeads<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let is_head = request.method() == Method::HEAD;
        match self.0.call(request).await.map(IntoResponse::into_response) {
            Err(error) if is_head && !error.is::<Rejection>() => Ok(without_body(error.into_response())),
            Ok(response) if is_head && !response.headers().contains_key("cache-control") => Ok(without_body(response)),
            answer => answer,
        }
    }
}

fn without_body(mut response: Response) -> Response {
    response.set_body(());
    response
}

pub(crate) fn counted(app: impl Endpoint, polls: Polls) -> impl Endpoint {
    OwnHeads(app.data("hello").before(move |mut request: Request| {
        let body: BoxBody<_, io::Error> = request.take_body().into();
        request.set_body(Body::from(BoxBody::new(Counted(body, polls.clone()))));
        std::future::ready(Ok(request))
    }))
}
