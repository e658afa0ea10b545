//! The application of the table of conformance.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    App, Error, HttpMessage, HttpResponse,
    body::MessageBody,
    dev::{Payload, Service, ServiceFactory, ServiceRequest, ServiceResponse},
    error::{ErrorInternalServerError, ErrorNotFound, PayloadError},
    http::StatusCode,
    web::{self, Bytes, Data, Json, Path, Query},
};
use futures_core::Stream;
use requires_auth::{Identity, Rejection, actix_web::requires_auth};
use requires_auth_tests::conformance::{
    Moved, Partner, Polls, Proxied, Rendered, Staff, Waiting,
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
async fn any(#[identity] who: Identity) -> String {
    format!("any {}", who.subject())
}

#[requires_auth(scopes("items:write"))]
async fn items(
    greeting: Data<&'static str>,
    id: Path<u32>,
    Query(page): Query<Page>,
    #[identity] who: Identity,
    Json(item): Json<Item>,
) -> String {
    assert_eq!(**greeting, "hello");
    line(&who, *id, &page, &item)
}

#[requires_auth(scopes("items:write"), authenticator = Waiting)]
async fn waits(#[identity] who: Identity, id: Path<u32>, Query(page): Query<Page>, Json(item): Json<Item>) -> String {
    line(&who, *id, &page, &item)
}

#[requires_auth(scopes("items:write"), verifier = TOKENS)]
async fn inline(#[identity] who: Identity, id: Path<u32>, Query(page): Query<Page>, Json(item): Json<Item>) -> String {
    line(&who, *id, &page, &item)
}

#[requires_auth(scopes("items:write"))]
async fn raw(body: web::Payload) -> Result<&'static str, Error> {
    Ok(if body.to_bytes().await? == "stream" { "raw" } else { "another body" })
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

#[requires_auth(check = who.subject() == *name)]
async fn check(#[identity] who: Identity, name: Path<String>) -> Result<&'static str, Rejection> {
    Ok("check")
}

fn by_actix(error: LookupError) -> Error {
    match error {
        LookupError::Missing => ErrorNotFound("no such thing"),
        LookupError::Broken => ErrorInternalServerError("the database is down"),
    }
}

#[requires_auth(check = owns(&who, *id).await.map_err(by_actix)?)]
async fn owned(#[identity] who: Identity, id: Path<u32>) -> Result<&'static str, Error> {
    Ok("owned")
}

fn teapot(_: Rejection) -> HttpResponse {
    HttpResponse::new(StatusCode::IM_A_TEAPOT)
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
async fn nothing(#[identity] who: Staff) -> (String, StatusCode) {
    (format!("nothing for {}", who.name), StatusCode::NOT_FOUND)
}

/// A body that counts how often it is asked.
struct Counted(Payload, Polls);

impl Stream for Counted {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.1.count();
        Pin::new(&mut self.0).poll_next(context)
    }
}

pub(crate) fn count(request: &mut ServiceRequest, polls: Polls) {
    let counted = Counted(request.take_payload(), polls);
    request.set_payload(Payload::Stream { payload: Box::pin(counted) });
}

/// `before` sees each request first.
pub(crate) fn app(
    polls: Polls,
    bearers: Bearers,
    before: fn(&mut ServiceRequest),
) -> App<
    impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<impl MessageBody>, Error = Error, InitError = ()>,
> {
    App::new()
        .app_data(bearers.users)
        .app_data(bearers.waiting)
        .app_data(staff())
        .app_data(proxied())
        .app_data(moved())
        .app_data(rendered())
        .app_data(Data::new("hello"))
        .route("/any", web::get().to(any))
        .route("/items/{id}", web::post().to(items))
        .route("/waiting/{id}", web::post().to(waits))
        .route("/inline/{id}", web::post().to(inline))
        .route("/raw", web::post().to(raw))
        .route("/maybe", web::get().to(maybe))
        .route("/only", web::get().to(only))
        .route("/stepup", web::get().to(stepup))
        .route("/check/{name}", web::get().to(check))
        .route("/owned/{id}", web::get().to(owned))
        .route("/tea", web::get().to(tea))
        .service(web::resource("/cookie").get(cookie).post(cookie))
        .service(web::resource("/rendered").get(rendered_page).post(rendered_page))
        .route("/moved", web::get().to(moved_schemes))
        .route("/visitor", web::get().to(visitor))
        .route("/proxied", web::get().to(proxied_visitor))
        .service(web::scope("/partner").app_data(bearers.partners).route("/any", web::get().to(partner)))
        .default_service(web::to(nothing))
        .wrap_fn(move |mut request, next| {
            before(&mut request);
            count(&mut request, polls.clone());
            next.call(request)
        })
}
