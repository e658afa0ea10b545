//! Other attributes above and below ours: each combination that compiles has the guard.

use actix_web::{
    App, get, routes,
    rt::System,
    scope,
    test::{TestRequest, call_service, init_service},
    web::Query,
};
use requires_auth::{Identity, actix_web::requires_auth};
use requires_auth_tests::{conformance::verifiers, log_recorder::recorded};
use serde::Deserialize;
use tracing::instrument;
use utoipa::OpenApi;

use crate::{answers, serve};

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Page {
    pub(crate) page: u32,
}

#[requires_auth]
#[get("/get_below")]
async fn get_below(#[identity] who: Identity, page: Query<Page>) -> String {
    format!("{} {}", who.subject(), page.page)
}

#[get("/get_above")]
#[requires_auth]
async fn get_above(#[identity] who: Identity, page: Query<Page>) -> String {
    format!("{} {}", who.subject(), page.page)
}

#[requires_auth(scopes("items:write"))]
#[get("/scopes_below")]
async fn scopes_below() -> &'static str {
    "scopes"
}

#[requires_auth]
#[routes]
#[get("/routes_below")]
#[put("/routes_below/put")]
async fn routes_below() -> &'static str {
    "routes"
}

#[routes]
#[get("/routes_above")]
#[put("/routes_above/put")]
#[requires_auth]
async fn routes_above() -> &'static str {
    "routes"
}

#[requires_auth]
#[get("/instrument_below")]
#[instrument(skip(skipped), fields(page = page.page))]
async fn instrument_below(#[identity] who: Identity, page: Query<Page>, skipped: Query<Page>) -> String {
    format!("{} {} {}", who.subject(), page.page, skipped.page)
}

#[get("/instrument_above")]
#[instrument(skip(page))]
#[requires_auth]
async fn instrument_above(#[identity] who: Identity, page: Query<Page>) -> String {
    format!("{} {}", who.subject(), page.page)
}

#[requires_auth]
#[utoipa::path(get, path = "/described_below", responses((status = 200), (status = 401)))]
#[get("/described_below")]
async fn described_below(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[utoipa::path(get, path = "/described_above", responses((status = 200), (status = 401)))]
#[requires_auth]
#[get("/described_above")]
async fn described_above(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[utoipa::path(get, path = "/described_over_all", responses((status = 200), (status = 401)))]
#[get("/described_over_all")]
#[requires_auth]
async fn described_over_all(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[derive(OpenApi)]
#[openapi(paths(described_below, described_above, described_over_all))]
struct Description;

/// Another crate's attribute, under the name of ours that opens a handler.
mod other {
    pub(super) use tracing::instrument as public;
}

#[requires_auth(allow_attributes(other::public))]
#[get("/public_below")]
#[other::public(skip_all)]
async fn public_below(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[get("/public_above")]
#[other::public(skip_all)]
#[requires_auth]
async fn public_above(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[scope("/scope")]
mod scoped {
    use actix_web::get;
    use requires_auth::{Identity, actix_web::requires_auth};

    #[requires_auth]
    #[get("/below")]
    pub(crate) async fn below(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }

    #[get("/above")]
    #[requires_auth]
    pub(crate) async fn above(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

#[test]
fn no_order_admits_an_unauthenticated_request() {
    let address = serve(|| {
        let app = App::new().app_data(verifiers::users());
        let app = app.service(get_below).service(get_above).service(scopes_below).service(routes_below).service(routes_above);
        let app = app.service(instrument_below).service(instrument_above).service(public_below).service(public_above);
        let app = app.service(described_below).service(described_above).service(described_over_all);
        app.service(scoped::below).service(scoped::above)
    });
    let ada = "authorization: Bearer writer";
    for (target, body) in [
        ("/get_below?page=3", "ada 3"),
        ("/get_above?page=3", "ada 3"),
        ("/scopes_below", "scopes"),
        ("/routes_below", "routes"),
        ("/routes_above", "routes"),
        ("/instrument_below?page=3", "ada 3 3"),
        ("/instrument_above?page=3", "ada 3"),
        ("/described_below", "ada"),
        ("/described_above", "ada"),
        ("/described_over_all", "ada"),
        ("/public_below", "ada"),
        ("/public_above", "ada"),
        ("/scope/below", "ada"),
        ("/scope/above", "ada"),
    ] {
        answers(address, target, ada, body);
    }
    let described: Vec<_> = Description::openapi().paths.paths.into_keys().collect();
    assert_eq!(described, ["/described_above", "/described_below", "/described_over_all"]);
}

/// What `#[instrument]` records below ours: the arguments by their own names, the guard as a word, and not who the caller is.
#[test]
fn a_span_shows_the_arguments_and_not_the_caller() {
    let ((), log) = recorded(|| {
        System::new().block_on(async {
            let service = init_service(App::new().app_data(verifiers::users()).service(instrument_below)).await;
            let request = TestRequest::with_uri("/instrument_below?page=3").insert_header(("authorization", "Bearer writer"));
            assert_eq!(call_service(&service, request.to_request()).await.status(), 200);
        });
    });
    let span = log.iter().find(|logged| logged.fields.contains_key("__requires_auth_guard")).unwrap();
    let fields: Vec<_> = span.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(fields, [("__requires_auth_guard", "Guard(..)"), ("page", "3")]);
}
