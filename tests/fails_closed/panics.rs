//! B10: two panics at once. A value of the user's that panics when it is dropped, while other code of the user's panics too, would
//! end the process; each pair here is answered for instead.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    sync::atomic::{AtomicBool, Ordering},
    task::{Context, Poll, Waker},
    time::Duration,
};

use futures_executor::block_on;
use http::{Request, Response};
use requires_auth::{
    Authenticator, Bearer, HasScopes, Identity, Reason, Rejection, Scope, SyncVerifier, Verifier, VerifyError, requires_auth,
    scheme,
    verifiers::{bearer, bearer_async},
};
use requires_auth_tests::log_recorder::recorded;

use super::{Ran, call};

/// Panics whenever it is dropped, also while another panic unwinds.
#[derive(Debug)]
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("dropped");
    }
}

/// Whether it has scopes, it cannot say either.
impl HasScopes for Bomb {
    fn has_scope(&self, _: &Scope) -> bool {
        panic!("in has_scope")
    }
}

impl fmt::Display for Bomb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bomb")
    }
}

impl std::error::Error for Bomb {}

macro_rules! guarded {
    ($($name:ident($($attribute:tt)*)),* $(,)?) => {$(
        #[requires_auth($($attribute)*)]
        async fn $name(request: Request<()>) -> Response<String> {
            Ran::here(&request);
            Response::new(String::new())
        }
    )*};
}

guarded! {
    only_panics(verifier = bearer(|_| Ok(Bomb)), only = |_| panic!("in only")),
    only_panics_later(verifier = bearer_async(|_| async { Ok(Bomb) }), only = |_| panic!("in only")),
    scopes_panic(verifier = bearer(|_| Ok(Bomb)), scopes("items:read")),
    scopes_panic_later(verifier = bearer_async(|_| async { Ok(Bomb) }), scopes("items:read")),
    is_refused(verifier = bearer(|_| Ok(Bomb)), only = |_| false),
    is_refused_later(verifier = bearer_async(|_| async { Ok(Bomb) }), only = |_| false),
}

#[test]
fn an_identity_that_panics_when_it_is_dropped_ends_no_process() {
    let statuses = [
        block_on(only_panics(call("x").1)),
        block_on(only_panics_later(call("x").1)),
        block_on(scopes_panic(call("x").1)),
        block_on(scopes_panic_later(call("x").1)),
        block_on(is_refused(call("x").1)),
        block_on(is_refused_later(call("x").1)),
    ]
    .map(|response| response.status().as_u16());
    assert_eq!(statuses, [500; 6]);
}

/// Two claims, and a claim that replaces one: each drop panics for itself.
#[test]
fn claims_that_panic_when_they_are_dropped_end_no_process() {
    struct Other(Bomb);
    #[requires_auth(verifier = bearer(|_| Ok(Identity::builder("ada").claim(Bomb).claim(Other(Bomb)).claim(Bomb).build())), only = |who| {
        assert!(who.claim::<Bomb>().is_some() && who.claim::<Other>().is_some_and(|Other(Bomb)| true));
        panic!("in only")
    })]
    async fn panics_with_claims(request: Request<()>) -> Response<String> {
        Ran::here(&request);
        Response::new(String::new())
    }
    assert_eq!(block_on(panics_with_claims(call("x").1)).status(), 500);
    // While another panic unwinds.
    let unwound = catch_unwind(|| {
        let _who = Identity::builder("ada").claim(Bomb).claim(Other(Bomb)).build();
        panic!("in the handler")
    });
    assert_eq!(unwound.map_err(|payload| *payload.downcast::<&str>().unwrap()), Err::<(), _>("in the handler"));
}

/// The twin: it is the drop that panics, not the guard.
#[test]
fn who_is_let_in_is_dropped_by_the_handler() {
    #[requires_auth(verifier = bearer(|_| Ok(Bomb)), only = |_| true)]
    fn keeps(request: Request<()>, #[identity] who: Bomb) -> Response<String> {
        Ran::here(&request);
        std::mem::forget(who);
        Response::new(String::new())
    }
    let (ran, request) = call("x");
    assert_eq!(keeps(request).status(), 200);
    assert_eq!(ran.times(), 1);
}

/// A future by hand: what it does when it is polled; it panics when it is dropped.
struct Explosive(fn() -> Poll<Result<Identity, VerifyError>>, Bomb);

impl Future for Explosive {
    type Output = Result<Identity, VerifyError>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        (self.0)()
    }
}

struct Exploding(fn() -> Poll<Result<Identity, VerifyError>>);

impl Verifier for Exploding {
    type Scheme = scheme::Bearer;
    type Identity = Identity;

    fn verify<'a>(&'a self, _: Bearer<'a>) -> impl Future<Output = Result<Identity, VerifyError>> + Send {
        Explosive(self.0, Bomb)
    }
}

#[requires_auth(verifier = Exploding(|| panic!("polled")))]
async fn exploding(request: Request<()>) -> Response<String> {
    Ran::here(&request);
    Response::new(String::new())
}

/// Each way in which the future of a verifier is held: inlined, boxed, mapped, bounded, by a closure.
fn held(poll: fn() -> Poll<Result<Identity, VerifyError>>) -> Vec<Authenticator> {
    let mapped = |who: Identity| async move { Ok::<_, VerifyError>(who) };
    vec![
        Authenticator::new(Exploding(poll)),
        Authenticator::builder(Exploding(poll)).and_then(mapped).build().unwrap(),
        Authenticator::builder(Exploding(poll)).timeout(Duration::from_secs(60)).build().unwrap(),
        Authenticator::new(bearer_async(move |_| Explosive(poll, Bomb))),
        Authenticator::builder(bearer(|_| Ok(Identity::new("ada")))).and_then(move |_| Explosive(poll, Bomb)).build().unwrap(),
    ]
}

#[test]
fn a_future_that_panics_twice_ends_no_process() {
    let (ran, request) = call("x");
    assert_eq!(block_on(exploding(request)).status(), 500);
    assert_eq!(ran.times(), 0);
    for auth in held(|| panic!("polled")) {
        assert_eq!(block_on(auth.authenticate(&call("x").1)).unwrap_err().reason(), Reason::Panicked);
    }
}

#[test]
fn a_future_that_panics_when_it_is_dropped_is_refused() {
    for auth in held(|| Poll::Ready(Ok(Identity::new("ada")))) {
        assert_eq!(block_on(auth.authenticate(&call("x").1)).unwrap_err().reason(), Reason::Panicked);
    }
    for auth in held(|| Poll::Ready(Err(VerifyError::unavailable(Bomb)))) {
        assert_eq!(block_on(auth.authenticate(&call("x").1)).unwrap_err().reason(), Reason::Panicked);
    }
}

#[test]
fn a_future_that_panics_when_it_is_dropped_may_be_hung_up_on() {
    for auth in held(|| Poll::Pending) {
        let request = call("x").1;
        let mut answer = Box::pin(auth.authenticate(&request));
        assert!(answer.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        drop(answer);
        // Also while another panic unwinds.
        let unwound = catch_unwind(AssertUnwindSafe(|| {
            let mut answer = pin!(auth.authenticate(&request));
            assert!(answer.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
            panic!("elsewhere");
        }));
        assert_eq!(unwound.unwrap_err().downcast_ref::<&str>(), Some(&"elsewhere"));
    }
}

#[test]
fn a_future_that_panics_when_its_time_is_over_is_unavailable() {
    let auth = Authenticator::builder(Exploding(|| Poll::Pending)).timeout(Duration::from_millis(1)).build().unwrap();
    assert_eq!(block_on(auth.authenticate(&call("x").1)).unwrap_err().reason(), Reason::Unavailable);
}

/// Says which scheme it has as often as the guard looks before it verifies, and no more.
struct ForgetsItsScheme(AtomicBool);

impl SyncVerifier for ForgetsItsScheme {
    type Scheme = scheme::Bearer;
    type Identity = Identity;

    fn scheme(&self) -> &scheme::Bearer {
        assert!(!self.0.load(Ordering::Relaxed), "asked again");
        const { &scheme::Bearer::new() }
    }

    fn verify(&self, _: Bearer<'_>) -> Result<Identity, VerifyError> {
        self.0.store(true, Ordering::Relaxed);
        Err(VerifyError::unavailable(Bomb))
    }
}

#[requires_auth(verifier = ForgetsItsScheme(AtomicBool::new(false)))]
fn forgets_its_scheme(request: Request<()>) -> Response<String> {
    Ran::here(&request);
    Response::new(String::new())
}

fn panics_on_reject(_: Rejection) -> Response<String> {
    panic!("in on_reject")
}

#[requires_auth(verifier = bearer(|_| Err::<Identity, _>(VerifyError::unavailable(Bomb))), on_reject = panics_on_reject)]
fn rejected(request: Request<()>) -> Response<String> {
    Ran::here(&request);
    Response::new(String::new())
}

#[test]
fn a_source_that_panics_when_it_is_dropped_ends_no_process() {
    let unavailable = || bearer(|_| Err::<Identity, _>(VerifyError::unavailable(Bomb)));
    let auth = Authenticator::builder(unavailable()).renderer(|_, _| panic!("in the renderer")).build().unwrap();
    assert_eq!(block_on(auth.authenticate(&call("x").1)).unwrap_err().reason(), Reason::Panicked);
    assert_eq!(forgets_its_scheme(call("x").1).status(), 500);
    // The panic of `on_reject` is that of the handler.
    let unwound = catch_unwind(AssertUnwindSafe(|| rejected(call("x").1)));
    assert_eq!(unwound.unwrap_err().downcast_ref::<&str>(), Some(&"in on_reject"));
    // An error that the verifier makes and loses on its way.
    let auth = Authenticator::new(bearer(|_| {
        let _lost: VerifyError = VerifyError::unavailable(Bomb);
        panic!("in the verifier");
        #[allow(unreachable_code, reason = "tells the type")]
        Ok(Identity::new("ada"))
    }));
    assert_eq!(block_on(auth.authenticate(&call("x").1)).unwrap_err().reason(), Reason::Panicked);
}

/// An error whose text, or whose own source, panics.
#[derive(Debug)]
struct Unspeakable {
    text: &'static str,
    source_panics: bool,
}

impl fmt::Display for Unspeakable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)?;
        assert!(self.source_panics, "in Display");
        Ok(())
    }
}

impl std::error::Error for Unspeakable {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        assert!(!self.source_panics, "in source");
        Some(&fmt::Error)
    }
}

#[test]
fn a_source_whose_text_panics_is_logged_all_the_same() {
    for (text, source_panics, logged_as) in [
        ("", false, "(its text panicked): an error occurred when formatting an argument"),
        ("half a te", false, "half a te(its text panicked): an error occurred when formatting an argument"),
        ("the table is down", true, "the table is down: (its source panicked)"),
    ] {
        let auth = Authenticator::new(bearer(move |_| {
            Err::<Identity, _>(VerifyError::unavailable(Unspeakable { text, source_panics }))
        }));
        let (rejection, logged) = recorded(|| block_on(auth.authenticate(&call("x").1)).unwrap_err());
        assert_eq!(rejection.reason(), Reason::Unavailable);
        let sources: Vec<_> = logged.iter().map(|event| event.fields.get("source").map(String::as_str)).collect();
        assert_eq!(sources, [Some(logged_as)]);
    }
}
