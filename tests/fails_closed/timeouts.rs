//! A bound on how long a verifier may take, and what the timer behind it outlives.

use std::{
    future::pending,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Wake, Waker},
    thread::yield_now,
    time::Duration,
};

use futures_executor::block_on;
use http::{Request, Response};
use requires_auth::{
    Authenticator, AuthenticatorBuilder, Identity, Reason, VerifyError,
    verifiers::{StaticTokens, bearer_async},
};

fn request() -> Request<()> {
    Request::builder().header("authorization", "Bearer x").body(()).unwrap()
}

fn hanging() -> AuthenticatorBuilder<Identity> {
    Authenticator::builder(bearer_async(|_| pending::<Result<Identity, VerifyError>>()))
}

/// A verifier that never answers, and one that answers at the second look.
#[test]
fn row_30_a_verifier_that_takes_too_long_is_unavailable_where_that_is_bounded() {
    let hanging = hanging().timeout(Duration::from_millis(5)).build().unwrap();
    let rejection = block_on(hanging.authenticate(&request())).unwrap_err();
    assert_eq!((rejection.status().as_u16(), rejection.reason()), (503, Reason::Unavailable));
    assert!(rejection.source().unwrap().to_string().contains("5ms"));
    let response: Response<String> = rejection.into_http();
    assert_eq!(response.headers()["retry-after"], "5");
    assert!(!response.headers().contains_key("www-authenticate"));

    // The twins: an answer in time counts, and a verifier that waits for nothing is not asked to hurry.
    let prompt = Authenticator::builder(bearer_async(|_| async { Ok::<_, VerifyError>(Identity::new("ada")) }));
    let prompt = prompt.timeout(Duration::from_secs(3600)).build().unwrap();
    assert_eq!(block_on(prompt.authenticate(&request())).unwrap().subject(), "ada");
    let sync = Authenticator::builder(StaticTokens::new([("x", Identity::new("ada"))]).unwrap());
    assert!(block_on(sync.timeout(Duration::from_nanos(1)).build().unwrap().authenticate(&request())).is_ok());
}

/// B9: zero refuses every caller, and more than a day does not bound a request; both are errors at start-up.
#[test]
fn a_bound_that_is_none_is_an_error_at_start_up() {
    let build = |limit| hanging().timeout(limit).build().map(drop).map_err(|error| error.to_string());
    let zero = "timeout \"0ns\": must be longer than zero: with 0 every verifier that waits would be unavailable";
    assert_eq!(build(Duration::ZERO).unwrap_err(), zero);
    for long in [Duration::MAX, Duration::from_secs(86_400) + Duration::from_nanos(1)] {
        let error = build(long).unwrap_err();
        assert!(error.ends_with("must be at most a day (86400 seconds); omit the time-out for no limit"), "{error}");
    }
    for fine in [Duration::from_nanos(1), Duration::from_secs(86_400)] {
        assert_eq!(build(fine), Ok(()));
    }
}

/// A task that panics when it is woken, and says that it was.
#[derive(Default)]
struct Panics(AtomicBool);

impl Wake for Panics {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Release);
        panic!("woken");
    }
}

/// B10: the timer belongs to all.
#[test]
fn a_waker_that_panics_does_not_end_the_timer_for_others() {
    let (ours, theirs) = (hanging().timeout(Duration::from_millis(1)), hanging().timeout(Duration::from_millis(2)));
    let (ours, theirs) = (ours.build().unwrap(), theirs.build().unwrap());
    let request = request();
    for _ in 0..3 {
        let panics = Arc::new(Panics::default());
        let mut answer = pin!(ours.authenticate(&request));
        assert!(answer.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(&panics)))).is_pending());
        while !panics.0.load(Ordering::Acquire) {
            yield_now();
        }
        for auth in [&ours, &theirs] {
            assert_eq!(block_on(auth.authenticate(&request)).unwrap_err().reason(), Reason::Unavailable);
        }
        // Who panicked when it was woken is answered all the same.
        assert_eq!(block_on(answer).unwrap_err().reason(), Reason::Unavailable);
    }
}

/// A task that panics when the last of it is dropped.
struct PanicsWhenDropped(Arc<AtomicBool>);

impl Wake for PanicsWhenDropped {
    fn wake(self: Arc<Self>) {}
}

impl Drop for PanicsWhenDropped {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
        panic!("dropped");
    }
}

#[test]
fn a_waker_that_panics_when_it_is_dropped_does_not_end_the_timer() {
    let auth = hanging().timeout(Duration::from_millis(1)).build().unwrap();
    let request = request();
    let dropped = Arc::new(AtomicBool::new(false));
    let mut answer = pin!(auth.authenticate(&request));
    {
        let waker = Waker::from(Arc::new(PanicsWhenDropped(Arc::clone(&dropped))));
        assert!(answer.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        // The timer holds the last one, unless it was faster: then this one panics here.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(waker)));
    }
    while !dropped.load(Ordering::Acquire) {
        yield_now();
    }
    assert_eq!(block_on(auth.authenticate(&request)).unwrap_err().reason(), Reason::Unavailable);
    assert_eq!(block_on(answer).unwrap_err().reason(), Reason::Unavailable);
}

/// A request that ends before its time-out takes its task back from the timer, and what that task's drop does stays there.
#[test]
fn who_hangs_up_leaves_no_task_behind() {
    let auth = hanging().timeout(Duration::from_secs(3600)).build().unwrap();
    let request = request();
    for _ in 0..3 {
        let dropped = Arc::new(AtomicBool::new(false));
        let waker = Waker::from(Arc::new(PanicsWhenDropped(Arc::clone(&dropped))));
        let mut answer = Box::pin(auth.authenticate(&request));
        assert!(answer.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        drop(waker);
        assert!(!dropped.load(Ordering::Acquire), "the timer holds it");
        drop(answer);
        assert!(dropped.load(Ordering::Acquire), "the timer has let it go");
    }
}

/// Many wait at once, each polled again and again by other tasks, and some hang up.
#[test]
fn all_who_wait_are_answered_and_who_hangs_up_is_forgotten() {
    let auth = hanging().timeout(Duration::from_millis(20)).build().unwrap();
    let request = request();
    let waiting: Vec<_> = (0..200).map(|_| Box::pin(auth.authenticate(&request))).collect();
    let mut waiting: Vec<_> = waiting.into_iter().enumerate().collect();
    for (_, answer) in &mut waiting {
        let _ = answer.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    }
    waiting.retain(|(number, _)| number % 3 != 0);
    for (_, answer) in waiting {
        assert_eq!(block_on(answer).unwrap_err().reason(), Reason::Unavailable);
    }
    assert_eq!(block_on(auth.clone().authenticate(&request)).unwrap_err().reason(), Reason::Unavailable);
}
