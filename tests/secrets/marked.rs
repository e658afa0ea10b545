//! The request that a guarded handler gets prints no credentials.

use std::sync::LazyLock;

use http::{Request, Response, request::Parts};
use requires_auth::{
    AsRequestHead, Authenticator, Identity, VerifyError, requires_auth, scheme,
    verifiers::{self, StaticKeys, StaticTokens},
};
use requires_auth_tests::poll_once::ready;

use crate::sent::{self, KEY, PASSWORD, SESSION, TOKEN, USER};

static ALL: LazyLock<Authenticator> = LazyLock::new(|| {
    let good = |is_good| if is_good { Ok(Identity::new("ada")) } else { Err(VerifyError::invalid()) };
    Authenticator::builder(StaticTokens::new([(TOKEN, Identity::new("ada"))]).unwrap())
        .or(StaticKeys::new([(KEY, Identity::new("ada"))]).unwrap())
        .or(verifiers::session_cookie(move |cookie| good(cookie.expose() == SESSION)))
        .or(verifiers::basic(move |basic| good((basic.user(), basic.expose_password()) == (USER, PASSWORD))))
        .build()
        .unwrap()
});

static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| StaticTokens::new([(TOKEN, Identity::new("ada"))]).unwrap());
static KEYS: LazyLock<StaticKeys> = LazyLock::new(|| StaticKeys::new([(KEY, Identity::new("ada"))]).unwrap());

type Answer = Response<String>;

#[requires_auth(verifier = ALL)]
async fn by_value(req: Request<()>) -> Answer {
    Response::new(format!("{:?}", req.headers()))
}

/// The predicate may look at the request, so that it is lent before it is decided.
#[requires_auth(verifier = ALL, only = |_| true)]
async fn with_a_predicate(req: Request<()>) -> Answer {
    Response::new(format!("{:?}", req.headers()))
}

#[requires_auth(verifier = ALL)]
async fn mutable(mut req: Request<()>) -> Answer {
    req.headers_mut().insert("x-seen", http::HeaderValue::from_static("yes"));
    Response::new(format!("{:?}", req.headers()))
}

#[requires_auth(verifier = ALL)]
async fn by_unique_reference(req: &mut Request<()>) -> Answer {
    Response::new(format!("{:?}", req.headers()))
}

type Lent<'r> = &'r mut Request<()>;

/// A reference that does not look like one.
#[requires_auth(verifier = ALL)]
async fn by_alias(req: Lent<'_>) -> Answer {
    Response::new(format!("{:?}", req.headers()))
}

#[requires_auth(verifier = ALL)]
async fn parts(parts: Parts) -> Answer {
    Response::new(format!("{:?}", parts.headers))
}

#[requires_auth(verifier = ALL)]
async fn destructured(Parts { headers, .. }: Parts) -> Answer {
    Response::new(format!("{headers:?}"))
}

#[requires_auth(verifier = ALL, optional)]
async fn optional(req: Request<()>, #[identity] who: Option<Identity>) -> Answer {
    drop(who);
    Response::new(format!("{:?}", req.headers()))
}

#[requires_auth(verifier = TOKENS)]
async fn inline_tokens(req: Request<()>) -> Answer {
    Response::new(format!("{:?}", req.headers()))
}

#[requires_auth(verifier = TOKENS)]
fn synchronous(req: Request<()>) -> Answer {
    Response::new(format!("{:?}", req.headers()))
}

#[requires_auth(verifier = KEYS)]
async fn inline_keys(req: Request<()>) -> Answer {
    Response::new(format!("{:?}", req.headers()))
}

#[derive(AsRequestHead)]
struct Call<B> {
    #[request]
    request: Request<B>,
}

#[derive(AsRequestHead)]
struct Outer<'r>(&'r mut Call<()>);

#[requires_auth(verifier = ALL)]
async fn wrapped(call: Call<()>) -> Answer {
    Response::new(format!("{:?}", call.request.headers()))
}

#[requires_auth(verifier = ALL)]
async fn wrapped_twice(call: Outer<'_>) -> Answer {
    Response::new(format!("{:?}", call.0.request.headers()))
}

#[test]
fn a_struct_that_derives_the_head_marks_what_its_request_would() {
    let call = || Call { request: request("x-api-key", KEY) };
    assert_marked(ready(wrapped(call())));
    assert_marked(ready(wrapped_twice(Outer(&mut call()))));
    let rejected = ready(wrapped(Call { request: request("x-api-key", "other") }));
    assert_eq!(rejected.status(), 401);
}

/// Moved and renamed, alone and beside each other.
#[requires_auth(verifier = verifiers::bearer(|_| Ok::<_, VerifyError>(Identity::new("ada"))).scheme(const { scheme::Bearer::in_header("x-assertion") }))]
async fn moved_field(req: Request<()>) -> Answer {
    Response::new(format!("{:?}", req.headers()))
}

#[requires_auth(verifier = verifiers::api_key(|_| Ok::<_, VerifyError>(Identity::new("ada"))).scheme(const { scheme::ApiKey::authorization("Token") }))]
async fn moved_word(req: Request<()>) -> Answer {
    Response::new(format!("{:?}", req.headers()))
}

static MOVED: LazyLock<Authenticator> = LazyLock::new(|| {
    Authenticator::builder(verifiers::bearer(|_| Ok(Identity::new("ada"))).scheme(scheme::Bearer::in_header("x-assertion")))
        .or(verifiers::api_key(|_| Ok(Identity::new("ada"))).scheme(scheme::ApiKey::authorization("Token")))
        .or(verifiers::bearer(|_| Ok(Identity::new("ada"))).scheme(scheme::Bearer::in_subprotocol("bearer")))
        .build()
        .unwrap()
});

#[requires_auth(verifier = MOVED)]
async fn moved(req: Request<()>) -> Answer {
    Response::new(format!("{:?}", req.headers()))
}

#[test]
fn credentials_in_other_places_are_marked_there() {
    let field = || request("x-assertion", TOKEN);
    let word = || request("authorization", &format!("Token {KEY}"));
    assert_marked(ready(moved_field(field())));
    assert_marked(ready(moved_word(word())));
    assert_marked(ready(moved(field())));
    assert_marked(ready(moved(word())));
    let lines = Request::builder().header("sec-websocket-protocol", "bearer").header("sec-websocket-protocol", TOKEN);
    assert_marked(ready(moved(lines.header("x-visible", "shown").body(()).unwrap())));
}

fn request(name: &str, value: &str) -> Request<()> {
    Request::builder().header(name, value).header("x-visible", "shown").body(()).unwrap()
}

#[track_caller]
fn assert_marked(answer: Answer) {
    assert_eq!(answer.status(), 200, "{}", answer.body());
    let printed = answer.into_body();
    assert!(printed.contains("Sensitive") && printed.contains("shown") && !sent::is_in(&printed), "{printed}");
}

#[test]
fn the_request_of_a_guarded_handler_prints_its_credentials_as_sensitive() {
    let requests = || {
        let cookies = Request::builder().header("cookie", "theme=SENT").header("cookie", format!("session={SESSION}"));
        [
            request("authorization", &format!("Bearer {TOKEN}")),
            request("authorization", &sent::basic(USER, PASSWORD)),
            request("x-api-key", KEY),
            cookies.header("cookie", "last=SENT").header("x-visible", "shown").body(()).unwrap(),
        ]
    };
    for req in requests() {
        assert_marked(ready(by_value(req)));
    }
    for req in requests() {
        assert_marked(ready(with_a_predicate(req)));
    }
    for req in requests() {
        assert_marked(ready(mutable(req)));
    }
    for req in &mut requests() {
        assert_marked(ready(by_unique_reference(req)));
    }
    for req in &mut requests() {
        assert_marked(ready(by_alias(req)));
    }
    for req in requests() {
        assert_marked(ready(parts(req.into_parts().0)));
    }
    for req in requests() {
        assert_marked(ready(destructured(req.into_parts().0)));
    }
    for req in requests() {
        assert_marked(ready(optional(req)));
    }
    let [bearer, _, key, _] = requests();
    assert_marked(ready(inline_tokens(bearer.clone())));
    assert_marked(synchronous(bearer));
    assert_marked(ready(inline_keys(key)));
}

/// A value by which the caller is not let in, in a place that the guard reads, is no less a secret.
#[test]
fn credentials_that_did_not_count_are_marked_as_well() {
    let request = Request::builder()
        .header("authorization", format!("Bearer {TOKEN}"))
        .header("cookie", "session=SENT-other")
        .header("x-visible", "shown");
    assert_marked(ready(by_value(request.body(()).unwrap())));
}

/// The twin: without a guard the same request prints them.
#[test]
fn an_unguarded_request_prints_its_credentials() {
    let printed = format!("{:?}", request("authorization", &format!("Bearer {TOKEN}")));
    assert!(sent::is_in(&printed) && !printed.contains("Sensitive"), "{printed}");
}
