//! Handlers of every shape, each rejects an unauthenticated request and runs for ada.

use std::future::{Ready, ready};

use actix_web::{
    App, HttpRequest, HttpResponse, Responder,
    web::{self, Bytes, Path, Query, ServiceConfig},
};
use requires_auth::{HasScopes, Identity, Scope, actix_web::requires_auth};
use requires_auth_tests::conformance::{Staff, verifiers};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{answers, get, serve};

#[derive(Deserialize)]
struct Page {
    page: u32,
}

trait Shown {
    fn shown(&self) -> String;
}

impl Shown for Page {
    fn shown(&self) -> String {
        self.page.to_string()
    }
}

#[requires_auth]
async fn generic<T>(Query(shown): Query<T>) -> String
where
    T: DeserializeOwned + Shown + 'static,
{
    shown.shown()
}

#[requires_auth(scopes("items:write"))]
async fn generic_identity<U: HasScopes + Send + 'static>(#[identity] who: U) -> String {
    who.has_scope(&const { Scope::new("items:read") }).to_string()
}

#[requires_auth]
async fn impl_responder(#[identity] who: Identity) -> impl Responder {
    HttpResponse::Ok().body(who.subject().to_owned())
}

#[requires_auth]
async fn fallible(#[identity] who: Identity, page: Query<Page>) -> Result<String, actix_web::Error> {
    let page = u8::try_from(page.page).map_err(actix_web::error::ErrorConflict)?;
    Ok(format!("{} {page}", who.subject()))
}

#[requires_auth]
fn not_async(#[identity] who: Identity) -> Ready<String> {
    ready(who.subject().to_owned())
}

#[requires_auth(check = who.subject() == "ada")]
async fn checked_response(#[identity] who: Identity) -> HttpResponse {
    HttpResponse::Ok().body("checked")
}

#[requires_auth]
async fn nothing_at_all() -> &'static str {
    "nothing"
}

type One = Query<Page>;

#[requires_auth]
#[allow(clippy::many_single_char_names)]
async fn sixteen(
    a: One,
    b: One,
    c: One,
    d: One,
    e: One,
    f: One,
    g: One,
    #[identity] who: Identity,
    h: One,
    i: One,
    j: One,
    k: One,
    l: One,
    m: One,
    n: One,
    o: One,
    p: One,
) -> String {
    let sum: u32 = [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p].iter().map(|one| one.page).sum();
    format!("{} {sum}", who.subject())
}

#[requires_auth]
async fn r#match(r#type: Path<String>, #[identity] r#in: Identity) -> String {
    format!("{} {}", r#in.subject(), *r#type)
}

#[requires_auth]
async fn patterns(
    #[identity] Staff { name, .. }: Staff,
    request: HttpRequest,
    Query(Page { page }): Query<Page>,
    #[allow(unused_variables)] unused: Query<Page>,
    _: Query<Page>,
    mut body: Bytes,
) -> String {
    let first = body.split_to(0);
    format!("{name} {} {page} {}", request.method(), first.len())
}

macro_rules! made {
    ($name:ident, $who:ident, $page:ident, $body:expr) => {
        #[requires_auth]
        async fn $name(#[identity] $who: Identity, $page: Query<Page>) -> String {
            $body
        }
    };
}

made!(by_macro, who, page, format!("{} {}", who.subject(), page.page));

#[cfg(not(any()))]
#[requires_auth]
async fn twin() -> &'static str {
    "the one that is there"
}

#[cfg(any())]
#[requires_auth]
async fn twin() -> &'static str {
    "the other"
}

struct Api;

#[requires_auth(scopes("items:read"))]
impl Api {
    async fn list(#[identity] who: Identity, page: Query<Page>) -> String {
        format!("{} lists {}", who.subject(), page.page)
    }

    #[requires_auth::public]
    async fn open() -> &'static str {
        "open"
    }
}

fn routes(config: &mut ServiceConfig) {
    config
        .route("/generic", web::get().to(generic::<Page>))
        .route("/generic_identity", web::get().to(generic_identity::<Identity>))
        .route("/impl_responder", web::get().to(impl_responder))
        .route("/fallible", web::get().to(fallible))
        .route("/not_async", web::get().to(not_async))
        .route("/checked_response", web::get().to(checked_response))
        .route("/nothing_at_all", web::get().to(nothing_at_all))
        .route("/sixteen", web::get().to(sixteen))
        .route("/match/{type}", web::get().to(r#match))
        .route("/patterns", web::get().to(patterns))
        .route("/by_macro", web::get().to(by_macro))
        .route("/twin", web::get().to(twin))
        .route("/list", web::get().to(Api::list))
        .route("/open", web::get().to(Api::open));
}

#[test]
fn each_rejects_unauthenticated_requests_and_runs_for_ada() {
    let address = serve(|| App::new().app_data(verifiers::users()).app_data(verifiers::staff()).configure(routes));
    let ada = "authorization: Bearer writer";
    for (target, credentials, body) in [
        ("/generic?page=3", ada, "3"),
        ("/generic_identity", ada, "true"),
        ("/impl_responder", ada, "ada"),
        ("/fallible?page=3", ada, "ada 3"),
        ("/not_async", ada, "ada"),
        ("/checked_response", ada, "checked"),
        ("/nothing_at_all", ada, "nothing"),
        ("/sixteen?page=1", ada, "ada 16"),
        ("/match/x", ada, "ada x"),
        ("/patterns?page=3", "cookie: session=staff-1", "eve GET 3 0"),
        ("/by_macro?page=3", ada, "ada 3"),
        ("/twin", ada, "the one that is there"),
        ("/list?page=3", ada, "ada lists 3"),
    ] {
        answers(address, target, credentials, body);
    }
    // A known caller reaches the framework's own answers, and one who fails `check` gets a whole refusal.
    assert_eq!(get(address, "/fallible?page=300", ada).status, 409);
    assert_eq!(get(address, "/generic?page=x", ada).status, 400);
    let denied = get(address, "/checked_response", "authorization: Bearer reader");
    assert_eq!((denied.status, denied.all("cache-control")), (403, vec!["no-store"]));
    assert_eq!(get(address, "/open", "").body, "open");
}
