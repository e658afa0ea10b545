//! Handlers of every shape that axum takes, in the crate of a user who lets no lint pass.
#![deny(warnings, missing_docs, unused_qualifications, unreachable_pub, clippy::all, clippy::pedantic)]
#![allow(clippy::unused_async, reason = "handlers are `async`")]

use axum::{
    Json, Router,
    extract::{FromRequestParts, Path, Query, Request, State},
    http::{HeaderMap, StatusCode, Uri},
    response::IntoResponse,
    routing::{MethodRouter, get},
};
use requires_auth::{Authenticator, HasScopes, Identity, Rejection, Scope, axum::requires_auth, policy, verifiers::StaticTokens};
use serde::Deserialize;

const READ: Scope = Scope::new("items:read");

type App = Authenticator;

/// Documented.
#[requires_auth(scopes(READ, any("a", all("b", "c"))))]
#[must_use]
pub(crate) async fn documented(#[identity] mut who: Identity) -> String {
    who = who.clone();
    who.subject().to_owned()
}

#[requires_auth]
async fn generic<T>(Path(path): Path<T>, #[identity] _who: Identity) -> impl IntoResponse
where
    T: std::fmt::Display,
{
    path.to_string()
}

#[requires_auth]
async fn generic_identity<U: HasScopes + Send>(#[identity] who: U) -> String {
    who.has_scope(&READ).to_string()
}

#[requires_auth]
async fn failing(#[identity] who: Identity) -> Result<String, StatusCode> {
    let subject = Some(who.subject()).filter(|subject| !subject.is_empty()).ok_or(StatusCode::IM_A_TEAPOT)?;
    Ok(subject.to_owned())
}

#[requires_auth(check = { let ready: bool = std::future::ready(uri.path() == "/checked").await; ready && headers.is_empty() })]
async fn checked(uri: Uri, #[identity] who: Identity, headers: HeaderMap) -> Result<String, Rejection> {
    Ok(who.subject().to_owned())
}

#[requires_auth]
async fn r#match(#[identity] r#type: Identity) -> String {
    r#type.subject().to_owned()
}

#[derive(Deserialize)]
struct Page {
    page: Option<u32>,
}

#[requires_auth]
#[allow(clippy::too_many_arguments, reason = "the most that axum takes")]
async fn fifteen(
    State(_a): State<App>,
    Uri { .. }: Uri,
    _c: HeaderMap,
    Query(Page { page }): Query<Page>,
    _e: Uri,
    _f: Uri,
    _g: Uri,
    _h: Uri,
    _i: Uri,
    _j: Uri,
    _k: Uri,
    _l: Uri,
    _m: Uri,
    #[allow(unused_mut, unused_variables, reason = "an attribute of a parameter's own")] mut n: Uri,
    o: Request,
    #[identity] _: Identity,
) -> String {
    assert_eq!(page, Some(1));
    o.uri().to_string()
}

#[derive(Clone)]
struct Named {
    name: String,
}

#[requires_auth(verifier = named(), identity = Named)]
async fn no_parameters() {}

#[requires_auth(verifier = named())]
async fn destructured(#[identity] Named { name }: Named) -> String {
    name
}

fn named() -> StaticTokens<Named> {
    StaticTokens::new([("token", Named { name: "ada".to_owned() })]).expect("well-formed")
}

macro_rules! made {
    ($name:ident, $scope:literal, $who:ident => $body:expr) => {
        #[requires_auth(scopes($scope))]
        async fn $name(#[identity] $who: Identity) -> String {
            $body
        }
    };
}

made!(made_by_a_macro, "items:read", who => who.subject().to_owned());

mod one {
    use super::{Identity, requires_auth};

    #[requires_auth]
    pub(super) async fn same_name(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

mod two {
    use super::requires_auth;

    #[requires_auth]
    pub(super) async fn same_name() -> &'static str {
        "ada"
    }
}

#[cfg(any())]
#[requires_auth]
async fn twin() -> Missing {}

#[cfg(not(any()))]
#[requires_auth]
async fn twin(#[cfg(any())] _missing: Missing, #[identity] who: Identity) -> String {
    #![allow(clippy::items_after_statements)]
    let subject = who.subject().to_owned();
    const EMPTY: &str = "";
    subject + EMPTY
}

#[requires_auth]
async fn streams(#[identity] who: Identity, request: Request) -> Json<(String, bool)> {
    // What the guard read is marked before the handler sees it.
    let sensitive = request.headers().get("authorization").is_some_and(http::HeaderValue::is_sensitive);
    Json((who.subject().to_owned(), sensitive))
}

struct Api<T>(std::marker::PhantomData<T>);

#[requires_auth(scopes("items:write"))]
impl Api<u8> {
    async fn find(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }

    #[requires_auth]
    async fn any() -> &'static str {
        "any"
    }
}

#[requires_auth]
impl Api<u16> {
    async fn find(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }

    #[requires_auth::public]
    async fn open() -> &'static str {
        "open"
    }
}

/// An extractor of the user's own, that would take a refusal for an answer if it could name the guard.
struct Wrapped<T>(Option<T>);

impl<S: Send + Sync, T: FromRequestParts<S>> FromRequestParts<S> for Wrapped<T> {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut http::request::Parts, state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(T::from_request_parts(parts, state).await.ok()))
    }
}

#[requires_auth]
async fn wrapped(Wrapped(state): Wrapped<State<App>>) -> String {
    state.is_some().to_string()
}

fn inside_a_function() -> MethodRouter<App> {
    #[requires_auth]
    async fn nested() -> &'static str {
        "nested"
    }

    get(nested)
}

/// By hand, in a handler without an attribute.
async fn by_hand(State(auth): State<App>, request: Request) -> Result<String, Rejection> {
    let who = auth.authorize(&policy!(scopes("items:read")), &request).await?;
    Ok(who.subject().to_owned())
}

pub(crate) fn app() -> Router {
    let ada = Identity::builder("ada").scopes("items:read b c").build();
    let auth = Authenticator::new(StaticTokens::new([("token", ada)]).expect("well-formed"));
    Router::new()
        .route("/guarded/documented", get(documented))
        .route("/guarded/generic/{path}", get(generic::<u32>))
        .route("/guarded/generic_identity", get(generic_identity::<Identity>))
        .route("/guarded/failing", get(failing))
        .route("/guarded/match", get(r#match))
        .route("/guarded/fifteen", get(fifteen))
        .route("/guarded/no_parameters", get(no_parameters))
        .route("/guarded/destructured", get(destructured))
        .route("/guarded/made", get(made_by_a_macro))
        .route("/guarded/one", get(one::same_name))
        .route("/guarded/two", get(two::same_name))
        .route("/guarded/twin", get(twin))
        .route("/guarded/streams", get(streams))
        .route("/guarded/any", get(Api::<u8>::any))
        .route("/guarded/find16", get(Api::<u16>::find))
        .route("/guarded/wrapped", get(wrapped))
        .route("/guarded/nested", inside_a_function())
        .route("/guarded/by_hand", get(by_hand))
        .route("/checked", get(checked))
        .route("/find8", get(Api::<u8>::find))
        .route("/open", get(Api::<u16>::open))
        .with_state(auth)
}
