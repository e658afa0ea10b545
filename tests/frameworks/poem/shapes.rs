//! Handlers of every shape that poem takes, in the crate of a user who lets no lint pass.
#![deny(warnings, missing_docs, unused_qualifications, unreachable_pub, clippy::all, clippy::pedantic)]
#![allow(clippy::unused_async, reason = "handlers are `async`")]
#![allow(clippy::trivially_copy_pass_by_ref, clippy::needless_pass_by_value, reason = "poem's own macros")]

use std::fmt::Display;

use poem::{
    Endpoint, EndpointExt, IntoResponse, Request, Response, Route,
    error::{Error, InternalServerError},
    handler,
    http::{HeaderMap, Method, StatusCode, Uri},
    web::{Data, Json, Path, Query},
};
use poem_openapi::{OpenApi, OpenApiService, payload::PlainText};
use requires_auth::{Authenticator, HasScopes, Identity, Scope, poem::requires_auth, policy, verifiers::StaticTokens};
use serde::Deserialize;

const READ: Scope = Scope::new("items:read");

/// Documented.
#[requires_auth(scopes(READ, any("a", all("b", "c"))))]
#[handler]
#[must_use]
pub(crate) async fn documented(#[identity] mut who: Identity) -> String {
    who = who.clone();
    who.subject().to_owned()
}

#[requires_auth]
#[handler]
fn not_async(#[identity] who: Identity, request: &Request) -> String {
    assert_eq!(request.uri().path(), "/not_async");
    who.subject().to_owned()
}

#[requires_auth]
#[handler]
async fn generic<T>(Path(path): Path<T>, #[identity] _who: Identity) -> impl IntoResponse
where
    T: Display + Send + Sync + serde::de::DeserializeOwned + 'static,
{
    path.to_string()
}

#[requires_auth]
#[handler]
async fn generic_identity<U: HasScopes + Send + Sync + 'static>(#[identity] who: U) -> String {
    who.has_scope(&READ).to_string()
}

#[requires_auth]
#[handler]
async fn failing(#[identity] who: Identity) -> poem::Result<String> {
    let subject = Some(who.subject()).filter(|subject| !subject.is_empty()).ok_or(StatusCode::IM_A_TEAPOT)?;
    Ok(subject.to_owned())
}

/// `check` refuses through the error of poem, which a refusal becomes.
#[requires_auth(check = { let ready: bool = std::future::ready(uri.path() == "/checked").await; ready && headers.is_empty() })]
#[handler]
async fn checked(uri: &Uri, #[identity] who: Identity, headers: &HeaderMap) -> poem::Result<String> {
    Ok(who.subject().to_owned())
}

#[requires_auth(check = method == Method::POST)]
#[handler]
async fn checked_response(method: Method) -> Response {
    method.as_str().to_owned().into_response()
}

#[requires_auth]
#[handler]
async fn r#match(#[identity] r#type: Identity) -> String {
    r#type.subject().to_owned()
}

#[derive(Deserialize)]
struct Page {
    page: Option<u32>,
}

#[requires_auth]
#[handler]
#[allow(clippy::too_many_arguments, reason = "more than axum takes")]
async fn sixteen(
    Data(_a): Data<&Authenticator>,
    _b: &Uri,
    _c: &HeaderMap,
    Query(Page { page }): Query<Page>,
    _e: &Uri,
    _f: &Uri,
    _g: &Uri,
    _h: &Uri,
    _i: &Uri,
    _j: &Uri,
    _k: &Uri,
    _l: &Uri,
    _m: Method,
    #[allow(unused_mut, unused_variables, reason = "an attribute of a parameter's own")] mut n: Method,
    o: &Request,
    p: String,
    #[identity] _: Identity,
) -> String {
    assert_eq!((page, p.as_str()), (Some(1), ""));
    o.uri().to_string()
}

#[derive(Clone)]
struct Named {
    name: String,
}

#[requires_auth(verifier = named(), identity = Named)]
#[handler]
async fn no_parameters() {}

#[requires_auth(verifier = named())]
#[handler]
async fn destructured(#[identity] Named { name }: Named) -> String {
    name
}

fn named() -> StaticTokens<Named> {
    StaticTokens::new([("token", Named { name: "ada".to_owned() })]).expect("well-formed")
}

macro_rules! made {
    ($name:ident, $scope:literal, $who:ident => $body:expr) => {
        #[requires_auth(scopes($scope))]
        #[handler]
        async fn $name(#[identity] $who: Identity) -> String {
            $body
        }
    };
}

made!(made_by_a_macro, "items:read", who => who.subject().to_owned());

mod one {
    use super::{Identity, handler, requires_auth};

    #[requires_auth]
    #[handler]
    pub(super) async fn same_name(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

mod two {
    use super::{handler as renamed, requires_auth};

    #[requires_auth(allow_attributes(renamed))]
    #[renamed]
    pub(super) async fn same_name() -> &'static str {
        "ada"
    }
}

#[cfg(any())]
#[requires_auth]
#[handler]
async fn twin() -> Missing {}

#[cfg(not(any()))]
#[requires_auth]
#[handler]
async fn twin(#[identity] who: Identity) -> String {
    #![allow(clippy::items_after_statements)]
    let subject = who.subject().to_owned();
    const EMPTY: &str = "";
    subject + EMPTY
}

/// What is around an extractor of the user's own keeps its refusals for itself; ours is not among the parameters they name.
#[requires_auth]
#[handler]
async fn wrapped(data: Option<Data<&Named>>, json: poem::Result<Json<u32>>) -> String {
    format!("{} {}", data.is_some(), json.is_err())
}

fn nobody_home(rejection: requires_auth::Rejection) -> poem::Result<&'static str> {
    Err(Error::from_string(rejection.reason().as_str(), StatusCode::NOT_FOUND))
}

#[requires_auth(on_reject = nobody_home)]
#[handler]
async fn hidden(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

fn inside_a_function() -> impl Endpoint {
    #[requires_auth]
    #[handler]
    async fn nested() -> &'static str {
        "nested"
    }

    nested
}

/// By hand, in a handler without an attribute.
#[handler]
async fn by_hand(Data(auth): Data<&Authenticator>, request: &Request) -> poem::Result<String> {
    let who = auth.authorize(&policy!(scopes("items:read")), request).await?;
    Ok(who.subject().to_owned())
}

struct Api;

#[requires_auth(scopes("items:write"))]
#[OpenApi]
impl Api {
    /// Guarded by the block.
    #[oai(path = "/find", method = "get")]
    async fn find(&self, #[identity] who: Identity) -> PlainText<String> {
        PlainText(who.subject().to_owned())
    }

    #[requires_auth]
    #[oai(path = "/any", method = "get")]
    async fn any(&self, #[identity] who: Identity, page: poem_openapi::param::Query<Option<u32>>) -> PlainText<String> {
        PlainText(format!("{} {:?}", who.subject(), page.0))
    }

    #[requires_auth(check = self.is_ada(&who))]
    #[oai(path = "/own", method = "post")]
    async fn own(&self, #[identity] who: Identity, body: poem_openapi::payload::Json<u32>) -> poem::Result<PlainText<String>> {
        let doubled = body.0.checked_mul(2).ok_or_else(|| InternalServerError(std::fmt::Error))?;
        Ok(PlainText(doubled.to_string()))
    }

    #[requires_auth::public]
    #[oai(path = "/open", method = "get")]
    async fn open(&self) -> PlainText<&'static str> {
        PlainText("open")
    }
}

impl Api {
    fn is_ada(&self, who: &Identity) -> bool {
        let Self = self;
        who.subject() == "ada"
    }
}

pub(crate) fn app() -> impl Endpoint {
    let ada = Identity::builder("ada").scopes("items:read b c").build();
    let eve = Identity::builder("eve").scopes("items:read items:write").build();
    let auth = Authenticator::new(StaticTokens::new([("token", ada), ("eve", eve)]).expect("well-formed"));
    Route::new()
        .at("/documented", documented)
        .at("/not_async", not_async)
        .at("/generic/:path", generic::<u32>::default())
        .at("/generic_identity", generic_identity::<Identity>::default())
        .at("/failing", failing)
        .at("/checked", checked)
        .at("/checked_response", checked_response)
        .at("/match", r#match)
        .at("/sixteen", sixteen)
        .at("/no_parameters", no_parameters)
        .at("/destructured", destructured)
        .at("/made", made_by_a_macro)
        .at("/one", one::same_name)
        .at("/two", two::same_name)
        .at("/twin", twin)
        .at("/wrapped", wrapped)
        .at("/hidden", hidden)
        .at("/nested", inside_a_function())
        .at("/by_hand", by_hand)
        .nest("/api", OpenApiService::new(Api, "test", "1"))
        .data(auth)
}
