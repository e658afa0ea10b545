//! Handlers of every shape that salvo takes, in the crate of a user who lets no lint pass.
#![deny(warnings, missing_docs, unused_qualifications, unreachable_pub, clippy::all, clippy::pedantic)]
#![allow(clippy::unused_async, reason = "handlers are `async`")]

use requires_auth::{Authenticator, Identity, Rejection, Scope, policy, salvo::requires_auth, verifiers::StaticTokens};
use salvo::{
    Depot, FlowCtrl, Request, Response, Router, Writer as _,
    craft::craft,
    extract::{JsonBody, PathParam, QueryParam},
    handler,
    http::StatusCode,
    oapi::endpoint,
};

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
fn not_async(#[identity] who: Identity, response: &mut Response) {
    response.render(who.subject().to_owned());
}

#[requires_auth]
#[handler]
async fn failing(#[identity] who: Identity) -> Result<String, StatusCode> {
    let subject = Some(who.subject()).filter(|subject| !subject.is_empty()).ok_or(StatusCode::IM_A_TEAPOT)?;
    Ok(subject.to_owned())
}

#[requires_auth(check = { let ready: bool = std::future::ready(*page == 7).await; ready && request.headers().is_empty() })]
#[handler]
async fn checked(request: &mut Request, #[identity] who: Identity, page: QueryParam<u32, true>) -> Result<String, Rejection> {
    Ok(who.subject().to_owned())
}

#[requires_auth]
#[handler]
async fn r#match(#[identity] r#type: Identity, r#in: PathParam<String>) -> String {
    format!("{} {}", r#type.subject(), *r#in)
}

#[requires_auth]
#[handler]
#[allow(clippy::too_many_arguments, reason = "more than axum takes")]
async fn sixteen(
    request: &mut Request,
    depot: &mut Depot,
    response: &mut Response,
    flow: &mut FlowCtrl,
    page: QueryParam<u32, true>,
    a: QueryParam<u32, false>,
    b: QueryParam<u32, false>,
    c: QueryParam<u32, false>,
    d: QueryParam<u32, false>,
    e: QueryParam<u32, false>,
    f: QueryParam<u32, false>,
    g: QueryParam<u32, false>,
    h: QueryParam<u32, false>,
    i: QueryParam<u32, false>,
    #[allow(unused_mut, unused_variables, reason = "an attribute of a parameter's own")] mut j: QueryParam<u32, false>,
    k: Option<JsonBody<u32>>,
    #[identity] _: Identity,
) {
    let none = [a, b, c, d, e, f, g, h, i].iter().all(|parameter| parameter.is_none());
    assert!(none && k.is_none() && *page == 1 && !flow.is_ceased());
    assert!(depot.get_typed::<Authenticator>().is_ok());
    response.render(request.uri().path().to_owned());
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

/// What the guard read is marked before the handler sees it.
#[requires_auth]
#[handler]
async fn marked(request: &mut Request) -> String {
    request.headers().get("authorization").is_some_and(http::HeaderValue::is_sensitive).to_string()
}

fn inside_a_function() -> Router {
    #[requires_auth]
    #[handler]
    async fn nested() -> &'static str {
        "nested"
    }

    Router::with_path("nested").goal(nested)
}

/// By hand, in a handler without an attribute.
#[handler]
async fn by_hand(request: &mut Request, depot: &mut Depot) -> Result<String, Rejection> {
    let Ok(auth) = depot.get_typed::<Authenticator>() else { return Ok(String::new()) };
    let who = auth.authorize(&policy!(scopes("items:read")), request).await?;
    Ok(who.subject().to_owned())
}

#[requires_auth(scopes("items:read"))]
#[endpoint]
async fn documented_endpoint(#[identity] who: Identity, page: QueryParam<u32, true>) -> String {
    format!("{} {}", who.subject(), *page)
}

#[requires_auth(check = who.subject() == "eve")]
#[endpoint]
async fn checked_endpoint(#[identity] who: Identity) -> Result<String, Rejection> {
    Ok(who.subject().to_owned())
}

/// `#[craft]` puts it into a type that is `pub`.
#[derive(Clone)]
#[allow(unreachable_pub)]
pub struct Api;

#[requires_auth(scopes("items:write"))]
#[craft]
impl Api {
    #[craft(handler)]
    fn find(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }

    #[requires_auth]
    #[craft(handler)]
    async fn any(&self, #[identity] who: Identity) -> String {
        who.subject().to_owned()
    }

    #[requires_auth]
    #[craft(endpoint)]
    async fn document(&self) -> &'static str {
        "document"
    }

    #[requires_auth::public]
    #[craft(handler)]
    fn open() -> &'static str {
        "open"
    }
}

struct Block;

#[requires_auth]
#[handler]
impl Block {
    async fn handle(&self, #[identity] who: Identity) -> String {
        let Self = self;
        who.subject().to_owned()
    }
}

pub(crate) fn app() -> Router {
    let ada = Identity::builder("ada").scopes("items:read b c").build();
    let eve = Identity::builder("eve").scopes("items:read items:write").build();
    let auth = Authenticator::new(StaticTokens::new([("token", ada), ("eve", eve)]).expect("well-formed"));
    let api = Router::with_path("api")
        .push(Router::with_path("find").goal(Api::find()))
        .push(Router::with_path("any").goal(Api.any()))
        .push(Router::with_path("document").goal(Api.document()))
        .push(Router::with_path("open").goal(Api::open()));
    Router::new()
        .hoop(auth)
        .push(Router::with_path("documented").goal(documented))
        .push(Router::with_path("not_async").goal(not_async))
        .push(Router::with_path("failing").goal(failing))
        .push(Router::with_path("checked").goal(checked))
        .push(Router::with_path("match/{in}").goal(r#match))
        .push(Router::with_path("sixteen").goal(sixteen))
        .push(Router::with_path("no_parameters").goal(no_parameters))
        .push(Router::with_path("destructured").goal(destructured))
        .push(Router::with_path("made").goal(made_by_a_macro))
        .push(Router::with_path("one").goal(one::same_name))
        .push(Router::with_path("two").goal(two::same_name))
        .push(Router::with_path("twin").goal(twin))
        .push(Router::with_path("marked").goal(marked))
        .push(inside_a_function())
        .push(Router::with_path("by_hand").goal(by_hand))
        .push(Router::with_path("endpoint").get(documented_endpoint))
        .push(Router::with_path("checked_endpoint").goal(checked_endpoint))
        .push(api)
        .push(Router::with_path("block").goal(Block))
}

/// The document of the endpoints.
pub(crate) fn document() -> String {
    salvo::oapi::OpenApi::new("test", "1").merge_router(&app()).to_json().expect("a document")
}
