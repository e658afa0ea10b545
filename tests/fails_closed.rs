//! What errs, panics, hangs or is configured wrong lets nobody in. Each handler here tells when it ran.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "fails_closed/boxed.rs"]
mod boxed;
#[path = "fails_closed/configurations.rs"]
mod configurations;
#[path = "fails_closed/panics.rs"]
mod panics;
#[path = "fails_closed/timeouts.rs"]
mod timeouts;
#[path = "fails_closed/urls.rs"]
mod urls;

use std::{
    future::{Future, pending},
    pin::pin,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Waker},
    time::Duration,
};

use futures_executor::block_on;
use http::{Request, Response};
use requires_auth::{
    Authenticator, Bearer, Identity, Reason, Rejection, SyncVerifier, Verifier, VerifyError, requires_auth, scheme,
    verifiers::{StaticTokens, bearer, bearer_async, session_cookie},
};
use requires_auth_tests::poll_once::yield_once;

/// Counts how often a handler ran; travels in the request.
#[derive(Clone, Default)]
struct Ran(Arc<AtomicUsize>);

impl Ran {
    fn here(request: &Request<()>) {
        request.extensions().get::<Self>().unwrap().0.fetch_add(1, Ordering::Relaxed);
    }

    fn times(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

fn call(token: &str) -> (Ran, Request<()>) {
    let ran = Ran::default();
    let request = Request::get("/").header("authorization", format!("Bearer {token}")).extension(ran.clone()).body(()).unwrap();
    (ran, request)
}

/// Answers as the token says, in every way a verifier can go wrong.
struct Moody;

impl Verifier for Moody {
    type Scheme = scheme::Bearer;
    type Identity = Identity;

    async fn verify(&self, token: Bearer<'_>) -> Result<Identity, VerifyError> {
        match token.expose() {
            "good" => Ok(Identity::new("good")),
            "own-error" => Err(std::io::Error::other("the table is broken"))?,
            "panic" => panic!("before the first await"),
            "panic-later" => {
                yield_once().await;
                panic!("behind the first await")
            }
            "bomb" => std::panic::panic_any(Bomb),
            "hang" => pending().await,
            _ => Err(VerifyError::invalid()),
        }
    }
}

/// A panic payload that panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(std::thread::panicking(), "dropped");
    }
}

#[requires_auth(verifier = Moody)]
async fn moody(request: Request<()>) -> Response<String> {
    Ran::here(&request);
    Response::new(String::new())
}

#[test]
fn the_twin_of_them_all_lets_a_good_caller_in() {
    let (ran, request) = call("good");
    assert_eq!(block_on(moody(request)).status(), 200);
    assert_eq!(ran.times(), 1);
}

#[test]
fn an_error_of_the_verifier_s_own_is_unavailable() {
    let (ran, request) = call("own-error");
    assert_eq!(block_on(moody(request)).status(), 503);
    assert_eq!(ran.times(), 0);
}

#[test]
fn a_panicking_verifier_is_answered_for() {
    for token in ["panic", "panic-later", "bomb"] {
        let (ran, request) = call(token);
        assert_eq!(block_on(moody(request)).status(), 500, "{token}");
        assert_eq!(ran.times(), 0, "{token}");
    }
}

#[test]
fn a_verifier_that_never_answers_never_lets_in() {
    let (ran, request) = call("hang");
    let mut context = Context::from_waker(Waker::noop());
    {
        let mut answer = pin!(moody(request));
        for _ in 0..100 {
            assert!(answer.as_mut().poll(&mut context).is_pending());
        }
    }
    // Hung up: dropped while it waits.
    assert_eq!(ran.times(), 0);
}

#[requires_auth(verifier = Authenticator::new(Moody))]
async fn moody_erased(request: Request<()>) -> Response<String> {
    Ran::here(&request);
    Response::new(String::new())
}

#[test]
fn an_authenticator_fails_as_its_verifier_does() {
    for (token, status) in [("own-error", 503), ("panic", 500), ("panic-later", 500), ("bomb", 500), ("other", 401)] {
        let (ran, request) = call(token);
        assert_eq!(block_on(moody_erased(request)).status(), status, "{token}");
        assert_eq!(ran.times(), 0, "{token}");
    }
}

static BROKEN: LazyLock<StaticTokens> = LazyLock::new(|| panic!("cannot be built"));

#[requires_auth(verifier = BROKEN)]
fn never_built(request: Request<()>) -> Response<String> {
    Ran::here(&request);
    Response::new(String::new())
}

#[test]
fn a_verifier_that_cannot_be_built_lets_nobody_in() {
    // The second time it is poisoned.
    for _ in 0..2 {
        let (ran, request) = call("good");
        assert_eq!(never_built(request).status(), 500);
        assert_eq!(ran.times(), 0);
    }
}

struct PanicsInScheme;

impl SyncVerifier for PanicsInScheme {
    type Scheme = scheme::Bearer;
    type Identity = Identity;

    fn scheme(&self) -> &scheme::Bearer {
        panic!("no scheme")
    }

    fn verify(&self, _: Bearer<'_>) -> Result<Identity, VerifyError> {
        Ok(Identity::new("anybody"))
    }
}

#[requires_auth(verifier = PanicsInScheme, optional)]
fn panics_in_scheme(request: Request<()>, #[identity] who: Option<Identity>) -> Response<String> {
    assert!(who.is_some());
    Ran::here(&request);
    Response::new(String::new())
}

#[test]
fn a_scheme_that_panics_lets_nobody_in_also_where_the_guard_is_optional() {
    let (ran, request) = call("good");
    assert_eq!(panics_in_scheme(request).status(), 500);
    assert_eq!(ran.times(), 0);
}

#[requires_auth(verifier = Moody, only = |_| panic!("in only"))]
async fn panics_in_only(request: Request<()>) -> Response<String> {
    Ran::here(&request);
    Response::new(String::new())
}

#[test]
fn a_panicking_predicate_lets_nobody_in() {
    let (ran, request) = call("good");
    assert_eq!(block_on(panics_in_only(request)).status(), 500);
    assert_eq!(ran.times(), 0);
}

#[test]
fn a_panicking_renderer_leaves_a_plain_500() {
    let auth = Authenticator::builder(Moody).renderer(|_, _| panic!("in the renderer")).build().unwrap();
    let (_, request) = call("wrong");
    let rejection = block_on(auth.authenticate(&request)).unwrap_err();
    assert_eq!(rejection.reason(), Reason::Panicked);
    let response: Response<String> = rejection.into_http();
    assert_eq!(response.body(), r#"{"type":"about:blank","title":"Internal Server Error","status":500}"#);
}

#[test]
fn a_mapping_of_identities_fails_closed() {
    let auth = Authenticator::builder(bearer(|token: Bearer<'_>| Ok(token.expose().to_owned())))
        .and_then(|subject: String| async move {
            match subject.as_str() {
                "denied" => Err(VerifyError::denied()),
                "down" => Err(VerifyError::unavailable("down")),
                "gone" => Err(VerifyError::invalid()),
                "panic" => panic!("in and_then"),
                _ => Ok(subject.len()),
            }
        })
        .build()
        .unwrap();
    for (token, status) in [("denied", 403), ("down", 503), ("gone", 401), ("panic", 500)] {
        assert_eq!(block_on(auth.authenticate(&call(token).1)).unwrap_err().status(), status, "{token}");
    }
    assert_eq!(block_on(auth.authenticate(&call("good").1)).unwrap(), 4);
}

#[test]
fn an_unavailable_verifier_is_never_passed_over() {
    let auth = Authenticator::builder(bearer(|_| Err(VerifyError::unavailable("down"))))
        .or(session_cookie(|_| Ok(Identity::new("cookie"))))
        .build()
        .unwrap();
    let request = Request::get("/").header("authorization", "Bearer x").header("cookie", "session=s").body(()).unwrap();
    assert_eq!(block_on(auth.authenticate(&request)).unwrap_err().status(), 503);
    let request = Request::get("/").header("cookie", "session=s").body(()).unwrap();
    assert_eq!(block_on(auth.authenticate(&request)).unwrap().subject(), "cookie");
}

#[test]
fn an_async_closure_fails_closed() {
    let auth = Authenticator::new(bearer_async(|token| async move {
        match token.expose() {
            "good" => Ok(Identity::new("good")),
            "panic" => panic!("in the closure"),
            _ => Err(VerifyError::invalid()),
        }
    }));
    assert_eq!(block_on(auth.authenticate(&call("panic").1)).unwrap_err().status(), 500);
    assert_eq!(block_on(auth.authenticate(&call("bad").1)).unwrap_err().status(), 401);
    assert!(block_on(auth.authenticate(&call("good").1)).is_ok());
}

/// An error whose text cannot be written, and an identity that panics when it is dropped.
#[derive(Debug)]
struct Mute;

impl std::fmt::Display for Mute {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Err(std::fmt::Error)
    }
}

impl std::error::Error for Mute {}

struct Dropped;

impl Drop for Dropped {
    fn drop(&mut self) {
        assert!(std::thread::panicking(), "dropped");
    }
}

#[requires_auth(verifier = bearer(|_| Ok(Dropped)), only = |_| false)]
fn refuses_what_panics_when_dropped(_: Request<()>) -> Response<String> {
    Response::new(String::new())
}

#[test]
fn hostile_errors_and_identities_are_answered_for() {
    let auth = Authenticator::new(bearer(|_| Err::<Identity, _>(VerifyError::unavailable(Mute))));
    assert_eq!(block_on(auth.authenticate(&call("x").1)).unwrap_err().status(), 503);
    assert_eq!(refuses_what_panics_when_dropped(call("x").1).status(), 500);
    let late = VerifyError::unavailable("down").retry_after(Duration::MAX);
    let late = std::sync::Mutex::new(Some(late));
    let auth = Authenticator::new(bearer(move |_| Err::<Identity, _>(late.lock().unwrap().take().unwrap())));
    assert_eq!(block_on(auth.authenticate(&call("x").1)).unwrap_err().retry_after(), Some(u32::MAX));
}

#[test]
fn a_rejection_is_small_enough_to_be_an_error() {
    assert!(size_of::<Rejection>() <= 128, "{}", size_of::<Rejection>());
}

/// An error that panics when it is dropped is the user's code as well.
#[test]
fn a_source_that_panics_when_it_is_dropped_is_answered_for() {
    #[derive(Debug)]
    struct Bomb;

    impl std::fmt::Display for Bomb {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("bomb")
        }
    }

    impl std::error::Error for Bomb {}

    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }

    let auth = Authenticator::new(bearer(|_| Err::<Identity, _>(VerifyError::unavailable(Bomb))));
    let request = Request::builder().header("authorization", "Bearer x").body(()).unwrap();
    let response: Response<String> = block_on(auth.authenticate(&request)).unwrap_err().into_http();
    assert_eq!(response.status(), 503);
}
