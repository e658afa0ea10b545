//! Routes of utoipa-axum, whose handlers are checked.

use axum::{Json, extract::FromRef};
use requires_auth::{
    Authenticator, Identity,
    axum::{requires_auth, utoipa_axum::routes},
    verifiers::StaticTokens,
};
use requires_auth_tests::raw_http::{ask, assert_guarded, get};
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;

use crate::serve;

#[derive(Clone, FromRef)]
struct App {
    auth: Authenticator,
}

#[requires_auth]
#[utoipa::path(get, path = "/items", responses((status = 200), (status = 401)))]
async fn list(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth(scopes("items:write"))]
#[utoipa::path(post, path = "/items", responses((status = 200), (status = 401), (status = 403)))]
async fn create(body: String) -> String {
    body
}

/// The attribute above ours has read the function before it was guarded, and what it returns is guarded.
#[utoipa::path(get, path = "/below", responses((status = 200), (status = 401)))]
#[requires_auth]
async fn below() -> &'static str {
    "below"
}

mod pages {
    use requires_auth::{Identity, axum::requires_auth};

    #[requires_auth(optional)]
    #[utoipa::path(get, path = "/greeting", responses((status = 200), (status = 401)))]
    pub(super) async fn greeting(#[identity] who: Option<Identity>) -> String {
        who.as_ref().map_or("visitor", Identity::subject).to_owned()
    }

    #[utoipa::path(get, path = "/health", responses((status = 200)))]
    pub(super) async fn health() -> &'static str {
        "well"
    }
}

#[test]
fn documented_routes_are_guarded_or_said_to_be_public() {
    let ada = Identity::builder("ada").build();
    let auth = Authenticator::new(StaticTokens::new([("token", ada)]).unwrap());
    let (router, document) = OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(below,))
        .nest("/pages", OpenApiRouter::new().routes(routes!(public(pages::greeting))).routes(routes!(public(pages::health),)))
        .with_state(App { auth })
        .split_for_parts();

    let document: Value = serde_json::from_str(&document.to_json().unwrap()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let methods = |path: &str| paths[path].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths.keys().collect::<Vec<_>>(), ["/below", "/items", "/pages/greeting", "/pages/health"]);
    assert_eq!(methods("/items"), ["get", "post"]);

    let address = serve(router.route("/openapi.json", axum::routing::get(async || Json(document))));
    assert_guarded(address, "token", &[("/items", "ada"), ("/below", "below"), ("/pages/greeting", "ada")][..2]);
    assert_eq!(get(address, "/pages/greeting", Some("token")).body, "ada");
    assert_eq!(get(address, "/pages/greeting", None).body, "visitor");
    assert_eq!(get(address, "/pages/greeting", Some("wrong")).status, 401);
    assert_eq!(get(address, "/pages/health", None).body, "well");
    assert_eq!(ask(address, "POST", "/items", None, "").status, 401);
    assert_eq!(ask(address, "POST", "/items", Some("token"), "").status, 403);
    let served: Value = serde_json::from_str(&get(address, "/openapi.json", None).body).unwrap();
    assert_eq!(served["paths"]["/items"]["get"]["responses"]["401"], json!({ "description": "" }));
}
