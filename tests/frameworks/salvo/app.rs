//! The application of the table of conformance.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body_util::BodyExt;
use requires_auth::{Identity, Rejection, salvo::requires_auth};
use requires_auth_tests::conformance::{
    Moved, Partner, Polls, Proxied, Rendered, Staff, Waiting,
    owned::{LookupError, owns},
    verifiers::{Bearers, TOKENS, moved, proxied, rendered, staff},
};
use salvo::{
    BoxedError, Depot, FlowCtrl, Handler, Request, Response, Router, Scribe, Writer as _,
    extract::{JsonBody, PathParam, QueryParam},
    handler,
    http::{ReqBody, StatusCode},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Item {
    name: String,
}

fn line(who: &Identity, id: u32, page: u32, item: &Item) -> String {
    format!("{} {id} {page} {}", who.subject(), item.name)
}

#[requires_auth]
#[handler]
async fn any(#[identity] who: Identity) -> String {
    format!("any {}", who.subject())
}

#[requires_auth(scopes("items:write"))]
#[handler]
async fn items(
    depot: &mut Depot,
    id: PathParam<u32>,
    page: QueryParam<u32, true>,
    #[identity] who: Identity,
    item: JsonBody<Item>,
) -> String {
    assert_eq!(depot.get_typed::<&str>().unwrap(), &"hello");
    line(&who, *id, *page, &item)
}

#[requires_auth(scopes("items:write"), authenticator = Waiting)]
#[handler]
async fn waits(#[identity] who: Identity, id: PathParam<u32>, page: QueryParam<u32, true>, item: JsonBody<Item>) -> String {
    line(&who, *id, *page, &item)
}

#[requires_auth(scopes("items:write"), verifier = TOKENS)]
#[handler]
async fn inline(#[identity] who: Identity, id: PathParam<u32>, page: QueryParam<u32, true>, item: JsonBody<Item>) -> String {
    line(&who, *id, *page, &item)
}

#[requires_auth(scopes("items:write"))]
#[handler]
async fn raw(request: &mut Request) -> &'static str {
    let body = request.take_body().collect().await.unwrap().to_bytes();
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

#[requires_auth(check = who.subject() == *name)]
#[handler]
async fn check(#[identity] who: Identity, name: PathParam<String>) -> Result<&'static str, Rejection> {
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

impl Scribe for OwnedError {
    fn render(self, response: &mut Response) {
        match self {
            Self::Rejected(rejection) => rejection.render(response),
            Self::Lookup(LookupError::Missing) => StatusCode::NOT_FOUND.render(response),
            Self::Lookup(LookupError::Broken) => StatusCode::INTERNAL_SERVER_ERROR.render(response),
        }
    }
}

#[requires_auth(check = owns(&who, *id).await?)]
#[handler]
async fn owned(#[identity] who: Identity, id: PathParam<u32>) -> Result<&'static str, OwnedError> {
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

/// A body that counts how often it is asked.
struct Counted(ReqBody, Polls);

impl http_body::Body for Counted {
    type Data = Bytes;
    type Error = BoxedError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, BoxedError>>> {
        self.1.count();
        Pin::new(&mut self.0).poll_frame(context).map_err(Into::into)
    }
}

pub(crate) struct Counting(pub(crate) Polls);

#[salvo::async_trait]
impl Handler for Counting {
    async fn handle(&self, request: &mut Request, depot: &mut Depot, _: &mut Response, _: &mut FlowCtrl) {
        depot.insert_typed("hello");
        let body = Counted(request.take_body(), self.0.clone());
        request.replace_body(ReqBody::Boxed { inner: Box::pin(body), fuse_config: None });
    }
}

pub(crate) fn app(polls: Polls, bearers: Bearers) -> Router {
    Router::new()
        .hoop(Counting(polls))
        .hoop(bearers.users)
        .hoop(bearers.waiting)
        .hoop(staff())
        .hoop(proxied())
        .hoop(moved())
        .hoop(rendered())
        .push(Router::with_path("any").get(any))
        .push(Router::with_path("items/{id}").post(items))
        .push(Router::with_path("waiting/{id}").post(waits))
        .push(Router::with_path("inline/{id}").post(inline))
        .push(Router::with_path("raw").post(raw))
        .push(Router::with_path("maybe").get(maybe))
        .push(Router::with_path("only").get(only))
        .push(Router::with_path("stepup").get(stepup))
        .push(Router::with_path("check/{name}").get(check))
        .push(Router::with_path("owned/{id}").get(owned))
        .push(Router::with_path("tea").get(tea))
        .push(Router::with_path("cookie").get(cookie).post(cookie))
        .push(Router::with_path("moved").get(moved_schemes))
        .push(Router::with_path("rendered").get(rendered_page).post(rendered_page))
        .push(Router::with_path("visitor").get(visitor))
        .push(Router::with_path("proxied").get(proxied_visitor))
        .push(Router::with_path("partner").hoop(bearers.partners).push(Router::with_path("any").get(partner)))
        .push(Router::with_path("{**rest}").goal(nothing))
}
