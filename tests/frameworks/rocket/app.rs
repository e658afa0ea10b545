//! The application of the table of conformance.

use requires_auth::{Identity, Rejection, rocket::requires_auth};
use requires_auth_tests::conformance::{
    Moved, Partner, Polls, Proxied, Rendered, Staff, Waiting,
    owned::{LookupError, owns},
    verifiers::{Bearers, TOKENS, moved, proxied, rendered, staff},
};
use rocket::{
    Build, Data, Responder, Rocket, State,
    data::ToByteUnit,
    get,
    http::Status,
    post, routes,
    serde::json::Json,
    tokio::io::{AsyncRead, AsyncReadExt, ReadBuf},
};
use serde::Deserialize;
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

#[derive(Deserialize)]
pub(crate) struct Item {
    name: String,
}

fn line(who: &Identity, id: u32, page: u32, item: &Item) -> String {
    format!("{} {id} {page} {}", who.subject(), item.name)
}

#[requires_auth]
#[get("/any")]
fn any(#[identity] who: Identity) -> String {
    format!("any {}", who.subject())
}

#[requires_auth(scopes("items:write"))]
#[post("/items/<id>?<page>", data = "<item>")]
fn items(greeting: &State<&'static str>, id: u32, page: u32, #[identity] who: Identity, item: Json<Item>) -> String {
    assert_eq!(**greeting, "hello");
    line(&who, id, page, &item)
}

#[requires_auth(scopes("items:write"), authenticator = Waiting)]
#[post("/waiting/<id>?<page>", data = "<item>")]
fn waits(#[identity] who: Identity, id: u32, page: u32, item: Json<Item>) -> String {
    line(&who, id, page, &item)
}

#[requires_auth(scopes("items:write"), verifier = TOKENS)]
#[post("/inline/<id>?<page>", data = "<item>")]
fn inline(#[identity] who: Identity, id: u32, page: u32, item: Json<Item>) -> String {
    line(&who, id, page, &item)
}

#[requires_auth(scopes("items:write"))]
#[post("/raw", data = "<data>")]
async fn raw<'r>(polls: &'r State<Polls>, data: Data<'r>) -> &'static str {
    let mut body = Vec::new();
    Counted(data.open(1.kibibytes()), polls).read_to_end(&mut body).await.unwrap();
    assert_eq!(body, b"stream");
    "raw"
}

#[requires_auth(optional)]
#[get("/maybe")]
fn maybe(#[identity] who: Option<Identity>) -> String {
    who.map_or_else(|| "nobody".to_owned(), |who| format!("some {}", who.subject()))
}

#[requires_auth(only = |who| who.subject() == "ada")]
#[get("/only")]
fn only() -> &'static str {
    "only"
}

#[requires_auth(scopes("items:write"), acr("gold", "platinum"), max_age = "1h")]
#[get("/stepup")]
fn stepup() -> &'static str {
    "stepup"
}

#[requires_auth(check = who.subject() == name)]
#[get("/check/<name>")]
fn check(#[identity] who: Identity, name: &str) -> Result<&'static str, Rejection> {
    Ok("check")
}

#[derive(Responder)]
enum OwnedError {
    Rejected(Rejection),
    Lookup(Status),
}

impl From<Rejection> for OwnedError {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<LookupError> for OwnedError {
    fn from(error: LookupError) -> Self {
        Self::Lookup(match error {
            LookupError::Missing => Status::NotFound,
            LookupError::Broken => Status::InternalServerError,
        })
    }
}

#[requires_auth(check = owns(&who, id).await?)]
#[get("/owned/<id>")]
async fn owned(#[identity] who: Identity, id: u32) -> Result<&'static str, OwnedError> {
    Ok("owned")
}

fn teapot(_: Rejection) -> Status {
    Status::ImATeapot
}

#[requires_auth(on_reject = teapot)]
#[get("/tea")]
fn tea() -> &'static str {
    "tea"
}

#[requires_auth]
#[get("/cookie")]
fn cookie(#[identity] who: Staff) -> String {
    format!("cookie {}", who.name)
}

#[requires_auth]
#[post("/cookie")]
fn post_cookie(#[identity] who: Staff) -> String {
    format!("cookie {}", who.name)
}

#[requires_auth(optional)]
#[get("/visitor")]
fn visitor(#[identity] who: Option<Staff>) -> String {
    visit(who)
}

#[requires_auth(optional, authenticator = Proxied)]
#[get("/proxied")]
fn proxied_visitor(#[identity] who: Option<Staff>) -> String {
    visit(who)
}

fn visit(who: Option<Staff>) -> String {
    format!("visitor {}", who.map_or_else(|| "nobody".to_owned(), |who| who.name))
}

#[requires_auth(authenticator = Rendered)]
#[get("/rendered")]
fn rendered_page(#[identity] who: Staff) -> String {
    format!("rendered {}", who.name)
}

#[requires_auth(authenticator = Rendered)]
#[post("/rendered")]
fn post_rendered_page(#[identity] who: Staff) -> String {
    format!("rendered {}", who.name)
}

#[requires_auth(authenticator = Moved)]
#[get("/moved")]
fn moved_schemes(#[identity] who: Identity) -> String {
    format!("moved {}", who.subject())
}

#[requires_auth(authenticator = Partner)]
#[get("/any")]
fn partner(#[identity] who: Identity) -> String {
    format!("partner {}", who.subject())
}

#[requires_auth]
#[get("/<_..>")]
fn nothing(#[identity] who: Staff) -> (Status, String) {
    (Status::NotFound, format!("nothing for {}", who.name))
}

/// A body that counts how often it is asked.
struct Counted<'d>(rocket::data::DataStream<'d>, &'d Polls);

impl AsyncRead for Counted<'_> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.1.count();
        Pin::new(&mut self.0).poll_read(context, into)
    }
}

pub(crate) fn app(polls: Polls, bearers: Bearers) -> Rocket<Build> {
    super::quiet()
        .attach(bearers.users)
        .attach(bearers.waiting)
        .attach(bearers.partners)
        .attach(staff())
        .attach(proxied())
        .attach(moved())
        .attach(rendered())
        .manage("hello")
        .manage(polls)
        .mount(
            "/",
            routes![
                any,
                items,
                waits,
                inline,
                raw,
                maybe,
                only,
                stepup,
                check,
                owned,
                tea,
                cookie,
                post_cookie,
                visitor,
                proxied_visitor,
                moved_schemes,
                rendered_page,
                post_rendered_page
            ],
        )
        .mount("/partner", routes![partner])
        // Not at the root: a caller who is let in and whose path does not parse is forwarded, and would be asked for a session.
        .mount("/nothing", routes![nothing])
}
