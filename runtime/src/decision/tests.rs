//! Tests how many steps a decision takes through the field lines of a request: for every place that is read, one for each line.

#![allow(clippy::unwrap_used)]

use std::{
    convert, iter,
    sync::atomic::{AtomicUsize, Ordering},
};

use futures_executor::block_on;
use http::{HeaderName, header::COOKIE};

use super::{
    authenticator::Authenticator,
    authorize::{Admission, Optional, Required, anyone, authorize},
    authorize_handler::AuthorizeHandler,
    builder::AuthenticatorBuilder,
    handler_spec::{FromApp, HandlerSpec},
    provides_auth::ProvidesAuth,
};
use crate::{
    AsRequestHead, Identity, RequestHead, VerifyError,
    rejection::{Reason, Rejection},
    request::{FieldLines, ForeignHead, Singleton},
    scheme,
    verifiers::{api_key, basic, bearer, bearer_async, session_cookie},
    vocabulary::{AnyIdentity, Policy, Rule},
};

/// Name and value.
type Line = (&'static str, &'static str);

/// A request that counts how often a line is read.
struct Counting {
    method: &'static str,
    lines: Vec<Line>,
    steps: AtomicUsize,
}

impl ForeignHead for Counting {
    fn method(&self) -> &str {
        self.method
    }

    fn target(&self) -> &'static str {
        "/items"
    }

    fn authority(&self) -> Option<&str> {
        None
    }

    fn lines(&self, name: &str) -> FieldLines<'_> {
        let named = self.lines.iter().filter(|line| line.0 == name).map(|line| line.1.as_bytes()).collect::<Vec<_>>();
        let mut named = named.into_iter();
        FieldLines::of(iter::from_fn(move || {
            self.steps.fetch_add(1, Ordering::Relaxed);
            named.next()
        }))
    }

    fn singleton(&self, name: &str) -> Singleton<'_> {
        Singleton::of(self.lines(name))
    }
}

impl AsRequestHead for Counting {
    fn as_request_head(&self) -> RequestHead<'_> {
        RequestHead::foreign(self)
    }
}

impl Counting {
    fn new(method: &'static str, lines: impl IntoIterator<Item = Line>) -> Self {
        Self { method, lines: lines.into_iter().collect(), steps: AtomicUsize::new(0) }
    }

    fn steps(&self) -> usize {
        self.steps.load(Ordering::Relaxed)
    }
}

/// The result of a verifier, which could also be an error.
#[allow(clippy::unnecessary_wraps)]
fn ada() -> Result<Identity, VerifyError> {
    Ok(Identity::new("ada"))
}

/// Reads every place, two of each kind that may occur twice, and the fields that a login page reads.
fn everything() -> Authenticator {
    Authenticator::builder(bearer(|_| ada()))
        .or(basic(|_| ada()))
        .or(api_key(|_| ada()))
        .or(api_key(|_| ada()).scheme(scheme::ApiKey::header("x-other-key")))
        .or(bearer(|_| ada()).scheme(scheme::Bearer::in_header("x-assertion")))
        .or(bearer(|_| ada()).scheme(scheme::Bearer::in_subprotocol("bearer")))
        .or(session_cookie(|_| ada()))
        .or(session_cookie(|_| ada()).scheme(scheme::SessionCookie::named("sid")))
        .login_page("/login")
        .build()
        .unwrap()
}

fn decided<A: Admission<Identity>>(admission: A, auth: &Authenticator, request: &Counting) -> Result<A::Admitted, Rejection> {
    let policy = &AnyIdentity(Policy("steps", Rule::Empty));
    block_on(authorize(admission, auth, policy, request.as_request_head(), anyone).wait())
}

/// The steps of all other look-ups of a decision, which find nothing or one line. A look-up takes two steps.
const OTHERS: usize = 40;

// B2
#[test]
fn a_decision_takes_one_step_for_each_line_of_a_field() {
    let session = ("cookie", "session=s");
    let cases: [(&'static str, Line, Option<Line>); 22] = [
        ("GET", ("authorization", ""), None),
        ("GET", ("authorization", "Bearer t"), None),
        ("GET", ("authorization", "Negotiate t"), Some(session)),
        ("GET", ("x-api-key", ""), None),
        ("GET", ("x-api-key", "key"), None),
        ("GET", ("x-other-key", "key"), Some(session)),
        ("GET", ("x-assertion", ""), None),
        ("GET", ("x-assertion", "a"), Some(session)),
        ("GET", ("sec-websocket-protocol", "chat"), Some(session)),
        ("GET", ("sec-websocket-protocol", "bearer"), Some(("sec-websocket-protocol", "a"))),
        ("GET", ("sec-websocket-protocol", ""), Some(("sec-websocket-protocol", "bearer, a"))),
        ("GET", ("cookie", ""), None),
        ("GET", ("cookie", ""), Some(session)),
        ("GET", ("cookie", "session="), Some(session)),
        ("GET", ("cookie", "session=s"), None),
        ("GET", ("cookie", "sid=s"), Some(session)),
        ("GET", ("accept", "text/html;q=0"), None),
        ("GET", ("sec-fetch-mode", "navigate"), None),
        ("GET", ("upgrade", "websocket"), Some(session)),
        ("POST", ("origin", "https://a.example"), Some(session)),
        ("POST", ("sec-fetch-site", ""), Some(session)),
        ("POST", ("host", "a.example"), Some(session)),
    ];
    for auth in [everything(), Authenticator::new(api_key(|_| ada()))] {
        for (method, line, last) in &cases {
            for count in [1, 10, 1000, 80_000] {
                for is_optional in [false, true] {
                    let origin = (line.0 == "host").then_some(("origin", "https://a.example"));
                    let lines = iter::repeat_n(*line, count).chain(*last).chain(origin);
                    let request = Counting::new(method, lines);
                    if is_optional {
                        drop(decided(Optional, &auth, &request));
                    } else {
                        drop(decided(Required, &auth, &request));
                    }
                    let steps = request.steps();
                    assert!(steps <= count + OTHERS, "{method} {count} of {line:?}: {steps} steps");
                }
            }
        }
    }
}

/// The counter works, and the last line is found.
#[test]
fn each_line_is_a_step_and_the_last_one_counts() {
    let auth = everything();
    for count in [0, 1, 2, 80_000] {
        let request = Counting::new("GET", iter::repeat_n(("cookie", "a=b"), count).chain([("cookie", "session=s")]));
        assert!(decided(Required, &auth, &request).is_ok());
        assert!(request.steps() > count, "{count}: {} steps", request.steps());
    }
    let two = Counting::new("GET", iter::repeat_n(("cookie", "a=b"), 1000).chain([("cookie", "session=s"), ("cookie", "sid=t")]));
    assert_eq!(decided(Required, &auth, &two).unwrap_err().reason(), Reason::ConflictingCookies);
}

struct App(Authenticator);

impl ProvidesAuth<Identity> for App {
    fn authenticator(&self) -> Option<Authenticator> {
        Some(self.0.clone())
    }
}

struct Handler;

impl HandlerSpec for Handler {
    const NAME: &'static str = "handler";
}

#[test]
fn credentials_are_found_once_even_if_their_verifier_waits() {
    let beside_basic = |bearer: AuthenticatorBuilder<Identity>| bearer.or(basic(|_| ada())).build().unwrap();
    let steps = |auth: Authenticator| {
        let (app, mut request) = (App(auth), Counting::new("GET", [("authorization", "Bearer t")]));
        let decided = FromApp::<Handler>::decide(&app, &mut request, convert::identity);
        assert_eq!(block_on(decided.wait()).unwrap().subject(), "ada");
        request.steps()
    };
    let at_once = steps(beside_basic(Authenticator::builder(bearer(|_| ada()))));
    let waits = steps(beside_basic(Authenticator::builder(bearer_async(|_| async { ada() }))));
    assert!(at_once > 0);
    assert_eq!(waits, at_once);
    assert_eq!(steps(Authenticator::new(bearer_async(|_| async { ada() }))), steps(Authenticator::new(bearer(|_| ada()))));
}

#[test]
fn what_a_verifier_looks_at_takes_one_step_for_each_line() {
    let request = Counting::new("GET", iter::repeat_n(("cookie", "a=b"), 80_000));
    assert_eq!(request.as_request_head().header(&COOKIE).count(), 80_000);
    assert_eq!(request.steps(), 80_001);
    assert_eq!(request.as_request_head().header(HeaderName::from_static("x-other")).count(), 0);
    assert_eq!(request.steps(), 80_002);
}
