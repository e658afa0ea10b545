//! What is right beside each mistake.

use super::common::*;
#[allow(unused_imports)]
use requires_auth::axum::routing::{self, get, post, public};

#[requires_auth]
async fn guarded() -> &'static str {
    "guarded"
}

async fn open() -> &'static str {
    "open"
}

#[requires_auth(state = App)]
async fn stated(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth(state = App, optional)]
async fn stated_maybe(#[identity] who: Option<Identity>) -> String {
    who.map_or_else(String::new, |who| who.subject().to_owned())
}

#[requires_auth]
#[axum::debug_handler(state = App)]
async fn debugged(#[identity] who: Identity, State(app): State<App>) -> String {
    format!("{} {app:?}", who.subject(), app = app.auth)
}

#[requires_auth(optional)]
async fn maybe(#[identity] who: Option<Identity>) -> String {
    who.map_or_else(String::new, |who| who.subject().to_owned())
}

#[requires_auth(verifier = TOKENS, scopes("items:read", any("a", "b")), only = |who| who.subject() == "ada")]
async fn named() {}

#[requires_auth(acr("gold"), max_age = "5m")]
async fn stepped_up(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth(check = id == 1)]
async fn checked(Path(id): Path<u32>) -> Response {
    Json(id).into_response()
}

struct Api<T>(std::marker::PhantomData<T>);

#[requires_auth]
impl Api<u8> {
    async fn show() {}

    #[cfg_attr(all(), cfg(all()))]
    async fn either() {}

    #[cfg_attr(all(), inline, cfg(any()))]
    async fn either(missing: Missing) {}
}

// The words of this header are `Api` and `u8` as well.
#[requires_auth(scopes("b"))]
impl Api<(u8,)> {
    async fn show() {}
}

#[test]
fn runs() {
    let auth = Authenticator::new(StaticTokens::new([("secret", Identity::new("ada"))]).unwrap());
    let _: Router = Router::new()
        .route("/", get(guarded).post(public(open)).put(stated).fallback(debugged).into())
        .route("/maybe", get(public(maybe)).on(axum::routing::MethodFilter::DELETE, named).into())
        .route("/checked", get(checked).merge(routing::post(guarded)).into())
        .route("/show", get(Api::<u8>::show).put(Api::<u8>::either).post(Api::<(u8,)>::show).into())
        .route("/stated", get(public(stated_maybe)).into())
        .route("/any", routing::any(guarded).into())
        .route("/stepup", get(stepped_up).into())
        .with_state(App { auth: auth.clone() });
    let _: Router = Router::new().route("/", get(guarded).into()).with_state(auth.clone());
    let _: Router = Router::new().route("/", get(guarded).into()).with_state(std::sync::Arc::new(App { auth }));
}
