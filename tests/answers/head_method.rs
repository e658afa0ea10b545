//! B1: a refusal to `HEAD` has the fields of the one to `GET`, with the length of its body, and no body (RFC 9110 9.3.2).

use futures_executor::block_on;
use http::{HeaderMap, Request, Response, StatusCode};
use requires_auth::{
    Authenticator, Challenge, Identity, Rejection, RejectionBody, ResponseBuilder, requires_auth,
    verifiers::{StaticTokens, bearer},
};

use super::ALL;

type Whole = (StatusCode, HeaderMap, String);

/// Asks by both; what `GET` gets.
fn both(ask: impl Fn(Request<()>) -> Response<String>, fields: &[(&str, &str)]) -> Whole {
    let [get, head] = ["GET", "HEAD"].map(|method| {
        let (parts, body) = ask(super::request(method, fields)).into_parts();
        (parts.status, parts.headers, body)
    });
    let (status, mut headers, body) = get.clone();
    headers.insert("content-length", body.len().into());
    assert_eq!(head, (status, headers, String::new()), "{fields:?}");
    get
}

#[test]
fn row_39_an_async_function_answers_head_without_a_body() {
    for fields in [&[][..], &[super::BEARER, super::BEARER], &[("authorization", "Bearer bad")]] {
        let (status, _, body) = both(|request| block_on(super::scoped(request)), fields);
        assert!(status.is_client_error() && !body.is_empty());
    }
}

#[requires_auth(verifier = StaticTokens::new([("good", Identity::new("good"))]).unwrap())]
fn plain(request: Request<()>) -> Response<String> {
    drop(request);
    Response::new("in".to_owned())
}

#[test]
fn so_does_one_that_is_not() {
    both(plain, &[]);
}

#[requires_auth(verifier = ALL, check = who.subject() == "full")]
async fn checked(mut request: Request<()>, #[identity] who: Identity) -> Response<String> {
    *request.method_mut() = http::Method::GET;
    Response::new(who.subject().to_owned())
}

#[requires_auth(verifier = ALL, check = who.subject() == "full")]
async fn checked_by_reference(request: &mut Request<()>, #[identity] who: Identity) -> Result<Response<String>, ()> {
    *request.method_mut() = http::Method::GET;
    Ok(Response::new(who.subject().to_owned()))
}

fn taken(rejection: Rejection) -> Response<String> {
    rejection.into_http()
}

#[requires_auth(verifier = ALL, check = who.subject().is_empty(), on_reject = taken)]
async fn never(_: Request<()>, #[identity] who: Identity) -> Response<String> {
    Response::new("in".to_owned())
}

#[test]
fn so_does_a_check() {
    let fields = &[super::BEARER];
    for (status, _, _) in [
        both(|request| block_on(checked(request)), fields),
        both(|mut request| block_on(checked_by_reference(&mut request)).unwrap(), fields),
        both(|request| block_on(never(request)), fields),
    ] {
        assert_eq!(status, 403);
    }
}

fn by_hand(auth: &Authenticator, request: &Request<()>) -> Rejection {
    block_on(auth.authenticate(request)).unwrap_err()
}

#[test]
fn so_does_what_is_asked_by_hand_with_any_body() {
    let page = |page: RejectionBody| {
        Authenticator::builder(bearer(|_| panic!("a verifier that panics")))
            .renderer(move |_, _| Some(page.clone()))
            .login_page("/login")
            .build()
            .unwrap()
    };
    let auth = page(RejectionBody::html("<h1>ähm</h1>"));
    let (_, _, body) = both(|request| by_hand(&auth, &request).into_http(), &[]);
    assert_eq!(body, "<h1>ähm</h1>");
    both(|request| ResponseBuilder::from(&by_hand(&auth, &request)).build(), &[]);
    // One that panics, and a renderer that does.
    both(|request| by_hand(&auth, &request).into_http(), &[super::BEARER]);
    let auth = Authenticator::builder(bearer(|_| Ok(Identity::new("ada"))))
        .renderer(|_, _| panic!("a renderer that panics"))
        .build()
        .unwrap();
    both(|request| by_hand(&auth, &request).into_http(), &[]);
    // Nothing is described that is not there.
    let auth = page(RejectionBody::text(""));
    let sent = by_hand(&auth, &super::request("HEAD", &[("sec-fetch-mode", "navigate")])).into_http::<String>();
    assert!(sent.body().is_empty());
}

#[test]
fn a_response_from_nothing_has_none_where_it_is_said() {
    let line = || Challenge::bearer().realm("api").build().unwrap();
    let built = || ResponseBuilder::new(StatusCode::UNAUTHORIZED).challenge(line());
    let answer = |request: Request<()>| {
        let builder = built();
        if request.method() == "HEAD" { builder.without_body() } else { builder }.build()
    };
    both(answer, &[]);
}
