//! Handlers of every shape that rocket takes, in the crate of a user who lets no lint pass.
#![deny(warnings, missing_docs, unused_qualifications, unreachable_pub, clippy::all, clippy::pedantic)]
#![allow(clippy::unused_async, clippy::needless_pass_by_value, reason = "rocket hands arguments over")]

use requires_auth::{Authenticator, Identity, Rejection, Scope, policy, rocket::requires_auth, verifiers::StaticTokens};
use requires_auth_tests::raw_http::assert_guarded;
use rocket::{
    Build, Request, Rocket, Route, State,
    form::FromForm,
    get,
    http::{CookieJar, Method, Status, uri::Origin},
    request::{FromRequest, Outcome},
    response::{Responder, stream::TextStream},
    routes,
};

const READ: Scope = Scope::new("items:read");

/// Documented.
#[requires_auth(scopes(READ, any("a", all("b", "c"))))]
#[get("/documented")]
#[must_use]
pub(crate) async fn documented(#[identity] mut who: Identity) -> String {
    who = who.clone();
    who.subject().to_owned()
}

#[requires_auth]
#[get("/not_async")]
fn not_async(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth]
#[get("/responder/<path>")]
fn responder(path: &str, #[identity] _who: Identity) -> impl Responder<'_, 'static> + use<'_> {
    path.to_owned()
}

#[requires_auth]
#[get("/failing")]
async fn failing(#[identity] who: Identity) -> Result<String, Status> {
    let subject = Some(who.subject()).filter(|subject| !subject.is_empty()).ok_or(Status::ImATeapot)?;
    Ok(subject.to_owned())
}

#[requires_auth(check = { let ready: bool = std::future::ready(uri.path() == "/checked").await; ready && !jar.iter().any(|_| true) })]
#[get("/checked")]
async fn checked(uri: &Origin<'_>, #[identity] who: Identity, jar: &CookieJar<'_>) -> Result<String, Rejection> {
    Ok(who.subject().to_owned())
}

#[requires_auth]
#[get("/match")]
async fn r#match(#[identity] r#type: Identity) -> String {
    r#type.subject().to_owned()
}

#[derive(FromForm)]
struct Page {
    page: Option<u32>,
}

#[requires_auth]
#[get("/fifteen/<n>?<page..>")]
#[allow(clippy::too_many_arguments, reason = "as many as elsewhere")]
async fn fifteen<'r>(
    _a: &State<Greeting>,
    _b: &Origin<'_>,
    _c: &'r CookieJar<'_>,
    page: Page,
    _e: Method,
    _f: Method,
    _g: Method,
    _h: Method,
    _i: Method,
    _j: &Route,
    _k: Method,
    _l: Method,
    _m: Method,
    #[allow(unused_mut, unused_variables, reason = "an attribute of a parameter's own")] mut n: u8,
    o: &'r Origin<'r>,
    #[identity] _: Identity,
) -> &'r str {
    assert_eq!(page.page, Some(1));
    o.path().as_str()
}

#[derive(Clone)]
struct Named {
    name: String,
}

#[requires_auth(verifier = named(), identity = Named)]
#[get("/no_parameters")]
async fn no_parameters() {}

#[requires_auth(verifier = named())]
#[get("/destructured")]
async fn destructured(#[identity] Named { name }: Named) -> String {
    name
}

fn named() -> StaticTokens<Named> {
    StaticTokens::new([("token", Named { name: "ada".to_owned() })]).expect("well-formed")
}

macro_rules! made {
    ($name:ident, $path:literal, $scope:literal, $who:ident => $body:expr) => {
        #[requires_auth(scopes($scope))]
        #[get($path)]
        async fn $name(#[identity] $who: Identity) -> String {
            $body
        }
    };
}

made!(made_by_a_macro, "/made", "items:read", who => who.subject().to_owned());

macro_rules! made_of_types {
    ($name:ident, $path:literal, $method:ident: $taken:ty => $returned:ty, $body:expr) => {
        #[requires_auth]
        #[get($path)]
        fn $name($method: $taken) -> $returned {
            $body
        }
    };
}

made_of_types!(made_of_types, "/made_of_types", method: Method => String, method.to_string());

macro_rules! guarded {
    ($handler:item) => {
        #[requires_auth]
        $handler
    };
}

guarded! {
    #[get("/handed_on")]
    async fn handed_on(method: Method, #[identity] who: Identity) -> String {
        format!("{method} {}", who.subject())
    }
}

mod one {
    use super::{Identity, get, requires_auth};

    #[requires_auth]
    #[get("/one")]
    pub(super) async fn same_name(#[identity] who: Identity) -> String {
        who.subject().to_owned()
    }
}

mod two {
    use super::{get, requires_auth};

    #[requires_auth]
    #[get("/two")]
    pub(super) async fn same_name() -> &'static str {
        "ada"
    }
}

#[cfg(any())]
#[requires_auth]
#[get("/twin")]
async fn twin() -> Missing {}

#[cfg(not(any()))]
#[requires_auth]
#[get("/twin")]
async fn twin(#[identity] who: Identity) -> String {
    #![allow(clippy::items_after_statements)]
    let subject = who.subject().to_owned();
    const EMPTY: &str = "";
    subject + EMPTY
}

use rocket::get as under_another_name;

#[requires_auth(allow_attributes(under_another_name))]
#[under_another_name("/renamed")]
fn renamed(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth]
#[rocket::route(GET, uri = "/by_path")]
fn by_path(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[requires_auth]
#[get("/streams")]
fn streams(#[identity] who: Identity) -> TextStream![String] {
    TextStream! { yield who.subject().to_owned() }
}

#[requires_auth]
#[tracing::instrument]
#[get("/instrumented")]
async fn instrumented(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

#[tracing::instrument(skip_all)]
#[requires_auth]
#[get("/instrumented_above")]
async fn instrumented_above(#[identity] who: Identity) -> String {
    who.subject().to_owned()
}

/// A request guard of the user's own, that would take a refusal for an answer if it could name the guard.
struct Wrapped<T>(Option<T>);

#[rocket::async_trait]
impl<'r, T: FromRequest<'r>> FromRequest<'r> for Wrapped<T> {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self(T::from_request(request).await.succeeded()))
    }
}

#[requires_auth]
#[get("/wrapped")]
async fn wrapped(method: Wrapped<Method>, whole: Option<Wrapped<Method>>) -> String {
    (method.0.is_some() && whole.is_some()).to_string()
}

/// By hand, in a request guard of the user's own.
struct Reader(Identity);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Reader {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        let auth: &State<Authenticator> = request.guard().await.expect("managed by hand");
        match auth.authorize(&policy!(scopes("items:read")), request).await {
            Ok(who) => Outcome::Success(Self(who)),
            Err(rejection) => Outcome::Error((Status::new(rejection.status().as_u16()), rejection)),
        }
    }
}

#[get("/by_hand")]
fn by_hand(reader: Result<Reader, Rejection>) -> Result<String, Rejection> {
    Ok(reader?.0.subject().to_owned())
}

fn inside_a_function() -> Vec<Route> {
    #[requires_auth]
    #[get("/nested")]
    async fn nested() -> &'static str {
        "nested"
    }

    routes![nested]
}

struct Greeting;

fn app() -> Rocket<Build> {
    let ada = Identity::builder("ada").scopes("items:read b c").build();
    let auth = Authenticator::new(StaticTokens::new([("token", ada)]).expect("well-formed"));
    super::quiet()
        .manage(Greeting)
        .manage(auth.clone())
        .attach(auth)
        .mount(
            "/guarded",
            routes![
                documented,
                not_async,
                responder,
                failing,
                r#match,
                fifteen,
                no_parameters,
                destructured,
                made_by_a_macro,
                made_of_types,
                handed_on,
                one::same_name,
                two::same_name,
                twin,
                renamed,
                by_path,
                streams,
                instrumented,
                instrumented_above,
                wrapped,
                by_hand,
            ],
        )
        .mount("/guarded", inside_a_function())
        .mount("/", routes![checked])
}

#[test]
fn handlers_of_every_shape_are_guarded() {
    let address = super::serve(app());
    let paths = [
        ("/guarded/documented", "ada"),
        ("/guarded/not_async", "ada"),
        ("/guarded/responder/7", "7"),
        ("/guarded/failing", "ada"),
        ("/guarded/match", "ada"),
        ("/guarded/fifteen/7?page=1", "/guarded/fifteen/7"),
        ("/guarded/no_parameters", ""),
        ("/guarded/destructured", "ada"),
        ("/guarded/made", "ada"),
        ("/guarded/made_of_types", "GET"),
        ("/guarded/handed_on", "GET ada"),
        ("/guarded/one", "ada"),
        ("/guarded/two", "ada"),
        ("/guarded/twin", "ada"),
        ("/guarded/renamed", "ada"),
        ("/guarded/by_path", "ada"),
        ("/guarded/instrumented", "ada"),
        ("/guarded/instrumented_above", "ada"),
        ("/guarded/wrapped", "true"),
        ("/guarded/nested", "nested"),
        ("/guarded/by_hand", "ada"),
    ];
    assert_guarded(address, "token", &paths);
    let streamed = |field| super::get(address, "/guarded/streams", field);
    assert_eq!(streamed(None).status, 401);
    assert!(streamed(Some("authorization: Bearer token")).body.contains("ada"));
    assert_eq!(super::get(address, "/checked", None).status, 401);
    assert_eq!(super::get(address, "/checked", Some("authorization: Bearer token\r\ncookie: a=b")).status, 403);
    assert_eq!(super::get(address, "/checked", Some("authorization: Bearer token")).body, "ada");
}
