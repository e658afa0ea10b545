//! The happy path of a verifier that does not wait allocates nothing, and a refusal no more than its response.
//!
//! Each count has a twin that is not zero: the counter counts.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::{hint::black_box, sync::LazyLock};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{
    HeaderValue, Request, Response, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
};
use requires_auth::{
    Authenticator, Challenge, Identity, Policy, VerifyError, policy, requires_auth,
    verifiers::{self, StaticKeys, StaticTokens},
};
use requires_auth_tests::poll_once::ready;

static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| {
    let reader = Identity::builder("reader").scopes("items:list items:read").build();
    StaticTokens::new([("reader-token", reader), ("other-token", Identity::new("other"))]).unwrap()
});

static KEYS: LazyLock<StaticKeys> = LazyLock::new(|| StaticKeys::new([("key-123456", Identity::new("robot"))]).unwrap());

/// The identity that the closures below hand out.
static ADA: LazyLock<Identity> = LazyLock::new(|| Identity::new("ada"));

static ALL: LazyLock<Authenticator> = LazyLock::new(|| {
    let tokens = StaticTokens::new([("reader-token", Identity::builder("reader").scopes("items:read").build())]).unwrap();
    Authenticator::builder(tokens)
        .or(StaticKeys::new([("key-123456", Identity::new("robot"))]).unwrap())
        .or(verifiers::session_cookie(
            |cookie| if cookie.expose() == "s1" { Ok(ADA.clone()) } else { Err(VerifyError::invalid()) },
        ))
        .or(verifiers::basic(|basic| {
            if (basic.user(), basic.expose_password()) == ("ada", "open sesame") {
                Ok(ADA.clone())
            } else {
                Err(VerifyError::invalid())
            }
        }))
        .build()
        .unwrap()
});

const READ: Policy = policy!(scopes("items:read"));

type Answer = Response<&'static str>;

/// A body that costs nothing, so that what is counted is the guard's.
#[derive(Debug, PartialEq)]
struct Text(&'static str);

impl From<&'static str> for Text {
    fn from(text: &'static str) -> Self {
        Self(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.leak())
    }
}

#[requires_auth(verifier = TOKENS, scopes("items:read"))]
async fn list_items(req: Request<()>) -> Response<Text> {
    drop(req);
    Response::new(Text("items"))
}

#[requires_auth(verifier = TOKENS, scopes("items:read"))]
fn list_items_sync(req: Request<()>, #[identity] who: Identity) -> Response<Text> {
    drop((req, who));
    Response::new(Text("items"))
}

#[requires_auth(verifier = TOKENS)]
async fn any_token(req: Request<()>) -> Response<Text> {
    drop(req);
    Response::new(Text("any"))
}

#[requires_auth(verifier = KEYS)]
async fn by_key(req: Request<()>) -> Response<Text> {
    drop(req);
    Response::new(Text("by key"))
}

#[requires_auth(verifier = verifiers::basic(|basic| {
    if (basic.user(), basic.expose_password()) == ("ada", "open sesame") { Ok(ADA.clone()) } else { Err(VerifyError::invalid()) }
}))]
async fn by_password(req: Request<()>) -> Response<Text> {
    drop(req);
    Response::new(Text("by password"))
}

#[requires_auth(verifier = verifiers::session_cookie(|cookie| {
    if cookie.expose() == "s1" { Ok(ADA.clone()) } else { Err(VerifyError::invalid()) }
}))]
async fn by_cookie(req: Request<()>) -> Response<Text> {
    drop(req);
    Response::new(Text("by cookie"))
}

#[requires_auth(verifier = ALL, scopes("items:read"))]
async fn by_authenticator(req: Request<()>) -> Response<Text> {
    drop(req);
    Response::new(Text("by authenticator"))
}

#[requires_auth(verifier = ALL)]
async fn by_any(req: Request<()>) -> Response<Text> {
    drop(req);
    Response::new(Text("by any"))
}

fn request(name: &str, value: &str) -> Request<()> {
    Request::builder().header(name, value).body(()).unwrap()
}

fn reader() -> Request<()> {
    request("authorization", "Bearer reader-token")
}

/// Base64 of `ada:open sesame`.
fn ada() -> Request<()> {
    request("authorization", "Basic YWRhOm9wZW4gc2VzYW1l")
}

/// How often `call` allocates, once whatever is made on first use is there.
fn allocations<T>(call: impl Fn(Request<()>) -> T, request: &Request<()>) -> (u64, T) {
    LazyLock::force(&TOKENS);
    LazyLock::force(&KEYS);
    LazyLock::force(&ALL);
    LazyLock::force(&ADA);
    black_box(call(request.clone()));
    let mut request = Some(request.clone());
    let mut output = None;
    let info = allocation_counter::measure(|| output = Some(call(request.take().unwrap())));
    (info.count_total, output.unwrap())
}

fn assert_lets_in_for_nothing(handler: impl Fn(Request<()>) -> Response<Text>, request: &Request<()>, body: &'static str) {
    let (count, response) = allocations(handler, request);
    assert_eq!((response.status(), response.body()), (StatusCode::OK, &Text(body)));
    assert_eq!(count, 0, "{body}");
}

#[test]
fn a_static_bearer_token_with_a_scope_is_let_in_without_an_allocation() {
    assert_lets_in_for_nothing(|req| ready(list_items(req)), &reader(), "items");
    assert_lets_in_for_nothing(list_items_sync, &reader(), "items");
    assert_lets_in_for_nothing(|req| ready(any_token(req)), &reader(), "any");
}

#[test]
fn an_api_key_a_password_and_a_cookie_are_let_in_without_an_allocation() {
    assert_lets_in_for_nothing(|req| ready(by_key(req)), &request("x-api-key", "key-123456"), "by key");
    assert_lets_in_for_nothing(|req| ready(by_password(req)), &ada(), "by password");
    assert_lets_in_for_nothing(|req| ready(by_cookie(req)), &request("cookie", "theme=dark; session=s1"), "by cookie");
}

/// 126 bytes of user name, colon and password are decoded where they need no room of their own; the twin is one byte longer.
#[test]
fn long_passwords_do_allocate_and_those_of_the_usual_length_do_not() {
    let handler = |request| {
        #[requires_auth(verifier = verifiers::basic(|basic| {
            if basic.user() == "ada" { Ok(ADA.clone()) } else { Err(VerifyError::invalid()) }
        }))]
        async fn any_password(req: Request<()>) -> Response<Text> {
            drop(req);
            Response::new(Text("any password"))
        }
        ready(any_password(request))
    };
    let pair = |length: usize| {
        let pair = format!("ada:{}", "p".repeat(length - 4));
        request("authorization", &format!("Basic {}", STANDARD.encode(pair)))
    };
    for length in [4, 5, 60, 126] {
        assert_lets_in_for_nothing(handler, &pair(length), "any password");
    }
    for length in [127, 128, 129, 1000, 6144] {
        let (count, response) = allocations(handler, &pair(length));
        assert!(count > 0 && response.status() == StatusCode::OK, "{length}: {count} {}", response.status());
    }
}

#[test]
fn an_authenticator_lets_in_without_an_allocation_whatever_the_scheme() {
    assert_lets_in_for_nothing(|req| ready(by_authenticator(req)), &reader(), "by authenticator");
    for request in [reader(), ada(), request("x-api-key", "key-123456"), request("cookie", "session=s1")] {
        assert_lets_in_for_nothing(|req| ready(by_any(req)), &request, "by any");
        let (count, who) = allocations(|req| ready(ALL.authenticate(&req)), &request);
        assert_eq!((count, who.is_ok()), (0, true));
    }
    let (count, who) = allocations(|req| ready(ALL.authorize(&READ, &req)), &reader());
    assert_eq!((count, who.is_ok()), (0, true));
    let (count, _) = allocations(|_| ALL.clone(), &reader());
    assert_eq!(count, 0, "a clone of an authenticator is a reference count");
}

#[test]
fn a_clone_of_an_identity_allocates_nothing_however_much_it_tells() {
    let who = Identity::builder("ada").scopes("a b c").issuer("https://issuer.example").claim(vec![1; 1000]).build();
    assert_eq!(allocation_counter::measure(|| drop(black_box(who.clone()))).count_total, 0);
}

#[requires_auth(verifier = verifiers::bearer_async(|token| async move {
    if token.expose() == "reader-token" { Ok(ADA.clone()) } else { Err(VerifyError::invalid()) }
}))]
async fn by_owned_token(req: Request<()>) -> Response<Text> {
    drop(req);
    Response::new(Text("by owned token"))
}

static WAITS: LazyLock<Authenticator> = LazyLock::new(|| {
    Authenticator::new(verifiers::bearer_async(|token| async move {
        if token.expose() == "reader-token" { Ok(ADA.clone()) } else { Err(VerifyError::invalid()) }
    }))
});

/// The twin of all the zeros above: what owns its token allocates it, and a future that waits is boxed, in front of a handler and
/// behind an authenticator alike.
#[test]
fn an_async_verifier_does_allocate() {
    LazyLock::force(&WAITS);
    let (owned, response) = allocations(|req| ready(by_owned_token(req)), &reader());
    assert_eq!((owned, response.status()), (2, StatusCode::OK));
    let (boxed, who) = allocations(|req| ready(WAITS.authenticate(&req)), &reader());
    assert_eq!((boxed, who.is_ok()), (2, true));
}

/// The same response, by hand: what a refusal costs whoever writes it.
fn by_hand(status: StatusCode, body: &'static str, challenges: &[HeaderValue], retry_after: bool) -> Answer {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
    }
    for challenge in challenges {
        headers.append(WWW_AUTHENTICATE, challenge.clone());
    }
    response
}

/// A refusal, and the same one by hand: it allocates `more` than that, and no more.
#[track_caller]
fn assert_refuses_for(more: u64, handler: impl Fn(Request<()>) -> Response<Text>, request: &Request<()>, status: u16) {
    let (count, response) = allocations(handler, request);
    assert_eq!(response.status(), status);
    let challenges: Vec<_> = response.headers().get_all(WWW_AUTHENTICATE).iter().cloned().collect();
    let (status, body) = (response.status(), response.body().0);
    let retry_after = response.headers().contains_key(RETRY_AFTER);

    // Constants, as the careful would have them.
    let challenges: Vec<_> =
        challenges.iter().map(|challenge| HeaderValue::from_static(challenge.to_str().unwrap().to_owned().leak())).collect();
    let (own, twin) = allocations(|_| by_hand(status, body, &challenges, retry_after), request);
    let fields: Vec<_> = twin.headers().iter().collect();
    let expected: Vec<_> = response.headers().iter().collect();
    assert_eq!(fields.len(), expected.len(), "the twin is the same response");
    assert!(expected.iter().all(|field| fields.contains(field)), "the twin is the same response: {fields:?} {expected:?}");
    assert!(own > 0, "a response with fields allocates");
    assert_eq!(count, own + more, "the guard; the response by hand takes {own}");
}

#[test]
fn a_refusal_allocates_no_more_than_its_response() {
    let nobody = Request::new(());
    let bad = request("authorization", "Bearer bad-token");
    let malformed = request("authorization", "Bearer ba d");
    let two = Request::builder().header("authorization", "Bearer a").header("authorization", "Bearer b").body(()).unwrap();
    for (request, status) in [(&nobody, 401), (&bad, 401), (&malformed, 401), (&two, 400)] {
        assert_refuses_for(0, |req| ready(any_token(req)), request, status);
    }
    assert_refuses_for(0, |req| ready(by_key(req)), &nobody, 401);
    assert_refuses_for(0, |req| ready(by_key(req)), &request("x-api-key", "bad-key"), 401);
    let two = Request::builder().header("x-api-key", "a").header("x-api-key", "b").body(()).unwrap();
    assert_refuses_for(0, |req| ready(by_key(req)), &two, 400);
    assert_refuses_for(0, |req| ready(by_cookie(req)), &nobody, 401);
    assert_refuses_for(0, |req| ready(by_password(req)), &request("authorization", "Basic YTpi"), 401);
}

#[test]
fn the_challenges_of_an_authenticator_are_built_once() {
    for request in [Request::new(()), request("authorization", "Bearer bad-token"), request("cookie", "session=bad")] {
        assert_refuses_for(0, |req| ready(by_any(req)), &request, 401);
    }
}

#[test]
fn a_challenge_with_scopes_costs_two_more() {
    assert_refuses_for(2, |req| ready(list_items(req)), &Request::new(()), 401);
    assert_refuses_for(2, |req| ready(list_items(req)), &request("authorization", "Bearer bad-token"), 401);
    assert_refuses_for(2, |req| ready(list_items(req)), &request("authorization", "Bearer other-token"), 403);
    assert_refuses_for(2, list_items_sync, &request("authorization", "Bearer other-token"), 403);
}

/// Only the `Bearer` line names scopes; the others of the authenticator are those that were built once.
#[test]
fn a_challenge_with_scopes_costs_two_more_also_beside_other_schemes() {
    assert_refuses_for(2, |req| ready(by_authenticator(req)), &Request::new(()), 401);
    assert_refuses_for(2, |req| ready(by_authenticator(req)), &request("authorization", "Bearer bad-token"), 401);
    assert_refuses_for(0, |req| ready(by_authenticator(req)), &request("x-api-key", "key-123456"), 403);
}

/// The line is written into room of its exact size, which the field value takes over; the twin has something to escape.
#[test]
fn a_challenge_costs_one_allocation() {
    let built = |challenge: Challenge| {
        let (mut challenge, mut line) = (Some(challenge), None);
        let info = allocation_counter::measure(|| line = Some(challenge.take().unwrap().build().unwrap()));
        (info.count_total, line.unwrap())
    };
    let (count, line) = built(Challenge::bearer().realm("api").error("invalid_token").scopes(["items:read"]));
    assert_eq!((count, line.to_str().unwrap()), (1, r#"Bearer realm="api", error="invalid_token", scope="items:read""#));
    let (count, line) = built(Challenge::bearer().realm("the \"API\""));
    assert!(count > 1 && line == r#"Bearer realm="the \"API\"""#, "{count} {line:?}");
}
