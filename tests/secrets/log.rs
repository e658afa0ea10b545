//! A run through every kind of guard with every kind of credentials, and all that is logged, printed and answered meanwhile.

use std::sync::LazyLock;

use http::{Request, Response};
use requires_auth::{
    Authenticator, Identity, Rejection, RejectionBody, VerifyError, requires_auth, scheme,
    verifiers::{self, StaticKeys, StaticTokens},
};
use requires_auth_tests::{
    log_recorder::{Logged, recorded},
    poll_once::ready,
};

use crate::sent::{self, KEY, PASSWORD, SESSION, TOKEN, USER, assert_clean, assert_clean_response, is_in, request};

type Answer = Response<String>;

/// A guarded handler. What it answers on success says that it ran.
type Handler = fn(Request<String>) -> Answer;

const RAN: &str = "ran";

fn known(secret: &str, expected: &str) -> Result<Identity, VerifyError> {
    if secret == expected { Ok(Identity::builder("ada").scopes("items:read").build()) } else { Err(VerifyError::invalid()) }
}

fn tokens() -> StaticTokens {
    let reader = Identity::builder("reader").scopes("items:read").build();
    StaticTokens::new([(TOKEN, reader), ("SENT-token-without-scopes", Identity::new("other"))]).unwrap()
}

fn every_scheme() -> requires_auth::AuthenticatorBuilder<Identity> {
    Authenticator::builder(tokens())
        .or(StaticKeys::new([(KEY, Identity::new("robot"))]).unwrap())
        .or(verifiers::session_cookie(|cookie| known(cookie.expose(), SESSION)))
        .or(verifiers::basic(|basic| {
            if basic.user() == USER { known(basic.expose_password(), PASSWORD) } else { Err(VerifyError::invalid()) }
        }))
}

static ALL: LazyLock<Authenticator> = LazyLock::new(|| every_scheme().build().unwrap());

static RENDERED: LazyLock<Authenticator> = LazyLock::new(|| {
    let renderer = |rejection: &Rejection, head: requires_auth::RequestHead<'_>| {
        Some(RejectionBody::text(format!("{rejection} {rejection:?} {head:?}")))
    };
    every_scheme().renderer(renderer).build().unwrap()
});

static OWNED: LazyLock<Authenticator> = LazyLock::new(|| {
    Authenticator::builder(verifiers::bearer_async(|token| async move { known(token.expose(), TOKEN) }))
        .or(verifiers::api_key_async(|key| async move { known(key.expose(), KEY) }))
        .or(verifiers::session_cookie_async(|cookie| async move { known(cookie.expose(), SESSION) }))
        .or(verifiers::basic_async(|user, password| async move {
            if user == USER { known(password.expose(), PASSWORD) } else { Err(VerifyError::invalid()) }
        }))
        .and_then(|who: Identity| async move { Ok(who) })
        .build()
        .unwrap()
});

/// Answers are as bad as they can be, and quote what was sent.
macro_rules! all_schemes {
    ($answer:expr) => {
        LazyLock::new(|| {
            fn answer(secret: &str) -> Result<Identity, VerifyError> {
                ($answer)(secret)
            }
            Authenticator::builder(verifiers::bearer(|token| answer(token.expose())))
                .or(verifiers::api_key(|key| answer(key.expose())))
                .or(verifiers::session_cookie(|cookie| answer(cookie.expose())))
                .or(verifiers::basic(|basic| answer(&format!("{}:{}", basic.user(), basic.expose_password()))))
                .build()
                .unwrap()
        })
    };
}

static DENYING: LazyLock<Authenticator> = all_schemes!(|_: &str| Err(VerifyError::denied()));
static EXPIRING: LazyLock<Authenticator> = all_schemes!(|_: &str| Err(VerifyError::expired()));
static PANICKING: LazyLock<Authenticator> = all_schemes!(|secret: &str| panic!("cannot stand {secret}"));
static UNAVAILABLE: LazyLock<Authenticator> =
    all_schemes!(|secret: &str| Err(VerifyError::unavailable(format!("no answer\r\n\u{1b}[31m about {secret}\u{0}"))));
static TOKENS: LazyLock<StaticTokens> = LazyLock::new(tokens);

macro_rules! handlers {
    ($($name:ident($($attribute:tt)*)),* $(,)?) => {
        const HANDLERS: &[(&str, Handler)] = &[$((stringify!($name), |request| {
            #[requires_auth($($attribute)*)]
            async fn $name(req: Request<String>) -> Answer {
                drop(req);
                Response::new(RAN.to_owned())
            }
            ready($name(request))
        })),*];
    };
}

handlers! {
    every_scheme_is_fine(verifier = ALL),
    reader_of_every_scheme(verifier = ALL, scopes("items:read")),
    rendered(verifier = RENDERED, scopes("items:read")),
    owned(verifier = OWNED),
    denying(verifier = DENYING),
    expiring(verifier = EXPIRING),
    panicking(verifier = PANICKING),
    only_panics(verifier = ALL, only = |_: &Identity| panic!("SENT-panic")),
    inline(verifier = TOKENS, scopes("items:read")),
    other_header(verifier = verifiers::api_key(|key| known(key.expose(), KEY)).scheme(const { scheme::ApiKey::header("x-other-key") })),
}

fn optional_handler(request: Request<String>) -> Answer {
    #[requires_auth(verifier = ALL, optional)]
    async fn optional(req: Request<String>, #[identity] who: Option<Identity>) -> Answer {
        drop((req, who));
        Response::new(RAN.to_owned())
    }
    ready(optional(request))
}

fn sync_handler(request: Request<String>) -> Answer {
    #[requires_auth(verifier = TOKENS)]
    fn synchronous(req: Request<String>) -> Answer {
        drop(req);
        Response::new(RAN.to_owned())
    }
    synchronous(request)
}

/// Good, bad, malformed, doubled, too long, in the wrong place, of an unknown scheme, partial, from another site.
fn requests() -> Vec<(String, Request<String>)> {
    let long = format!("Bearer SENT{}", "a".repeat(9000));
    let long_key = format!("SENT{}", "k".repeat(600));
    let long_cookie = format!("session=SENT{}", "c".repeat(5000));
    let bearer = |token: &str| format!("Bearer {token}");
    let lines: &[&[(&str, &str)]] = &[
        &[],
        &[("authorization", &bearer(TOKEN))],
        &[("authorization", &bearer("SENT-token-without-scopes"))],
        &[("authorization", &bearer("SENT-bad-token"))],
        &[("authorization", &bearer("SENT malformed \" token"))],
        &[("authorization", &bearer("SENT-\u{e9}"))],
        &[("authorization", "Bearer SENT-one, Bearer SENT-two")],
        &[("authorization", &bearer(TOKEN)), ("authorization", &bearer(TOKEN))],
        &[("authorization", &long)],
        &[("authorization", "SENT-scheme SENT-credentials")],
        &[("authorization", "SENT")],
        &[("authorization", "Bearer")],
        &[("authorization", &sent::basic(USER, PASSWORD))],
        &[("authorization", &sent::basic(USER, "SENT-bad-password"))],
        &[("authorization", &sent::basic("SENT-bad-user", PASSWORD))],
        &[("authorization", "Basic SENT-malformed")],
        &[("authorization", &sent::basic("SENT\nuser", "SENT"))],
        &[("authorization", &bearer(TOKEN)), ("x-api-key", KEY)],
        &[("x-api-key", KEY)],
        &[("x-api-key", "SENT-bad-key")],
        &[("x-api-key", "SENT malformed key")],
        &[("x-api-key", KEY), ("x-api-key", KEY)],
        &[("x-api-key", &long_key)],
        &[("x-other-key", KEY)],
        &[("x-other-key", "SENT-bad")],
        &[("cookie", "theme=SENT; session=SENT-good-session")],
        &[("cookie", "session=SENT-bad-session")],
        &[("cookie", "session=\"SENT-malformed")],
        &[("cookie", "session=SENT-one"), ("cookie", "session=SENT-two")],
        &[("cookie", &long_cookie)],
        &[("cookie", "session=SENT-good-session"), ("sec-fetch-site", "cross-site"), ("origin", "https://SENT.example")],
        &[("authorization", &bearer(TOKEN)), ("cookie", "session=SENT-bad-session")],
    ];
    let mut requests = Vec::new();
    for lines in lines {
        for method in ["GET", "POST"] {
            let mut request = request(lines);
            *request.method_mut() = method.parse().unwrap();
            requests.push((format!("{method} {lines:.80?}"), request));
        }
    }
    requests
}

/// Runs a handler with a request; what was logged is clean, but for what `allowed` takes out of it.
fn run(handler: (&str, Handler), (what, request): &(String, Request<String>)) -> (Answer, Vec<Logged>) {
    let (answer, logged) = recorded(|| handler.1(request.clone()));
    let what = format!("{}: {what}", handler.0);
    assert_clean_response(&what, &answer);
    let ran = answer.body() == RAN;
    assert_eq!(logged.len(), usize::from(!ran), "{what}: one event for a refusal, none for a success: {logged:?}");
    for event in &logged {
        assert_eq!(event.fields.get("status"), Some(&answer.status().as_u16().to_string()), "{what}");
        let names: Vec<_> = event.fields.keys().map(String::as_str).filter(|name| *name != "source").collect();
        assert_eq!(names, ["handler", "message", "reason", "status"], "{what}");
        let level = if answer.status().is_server_error() { "ERROR" } else { "INFO" };
        assert_eq!((&*event.level, &*event.target), (level, "requires_auth::event"), "{what}");
    }
    (answer, logged)
}

#[test]
fn no_log_line_and_no_answer_tells_what_was_sent() {
    let more: [(&str, Handler); 2] = [("optional", optional_handler), ("synchronous", sync_handler)];
    let (mut accepted, mut refused) = (0, 0);
    let mut reasons = std::collections::BTreeSet::new();
    for handler in HANDLERS.iter().copied().chain(more) {
        for request in &requests() {
            let (_, logged) = run(handler, request);
            assert_clean(&format!("{}: {}", handler.0, request.0), &format!("{logged:?}"));
            match &logged[..] {
                [] => accepted += 1,
                [event] => {
                    assert_eq!(event.fields.get("source"), None);
                    reasons.insert(event.fields["reason"].clone());
                    refused += 1;
                }
                _ => unreachable!("`run` has counted"),
            }
        }
    }
    // The run went everywhere: every reason but the two that need a broken back end or a broken guard.
    assert!(accepted > 50 && refused > 500, "{accepted} {refused}");
    assert_eq!(reasons.len(), 14, "{reasons:?}");
}

/// The exception: why a verifier cannot decide is for the operator to read, whatever it quotes, and so is escaped and cut.
#[test]
fn the_source_of_an_unavailable_verifier_is_logged_once_escaped_and_cut() {
    let handler: Handler = |request| {
        #[requires_auth(verifier = UNAVAILABLE)]
        async fn unavailable(req: Request<String>) -> Answer {
            drop(req);
            Response::new(RAN.to_owned())
        }
        ready(unavailable(request))
    };
    let mut seen = 0;
    for request in &requests() {
        let (answer, logged) = run(("unavailable", handler), request);
        let [event] = &logged[..] else { panic!("nobody is let in") };
        let mut rest = event.clone();
        let source = rest.fields.remove("source");
        assert_clean(&request.0, &format!("{rest:?}"));
        assert_eq!(source.is_some(), answer.status() == 503, "{}", request.0);
        let Some(source) = source else { continue };
        seen += 1;
        assert_eq!(event.fields["reason"], "verifier unavailable");
        assert!(source.starts_with(r"no answer\r\n\u{1b}[31m about SENT-"), "{source:?}");
        assert!(!source.contains(char::is_control), "{source:?}");
        assert!(source.chars().count() <= 514, "{source:?}");
    }
    assert!(seen > 10, "{seen}");
    assert!(is_in("about SENT-"), "the exception would have been seen as one");
}

#[derive(Debug)]
struct Chained(u32);

impl std::fmt::Display for Chained {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "level {}\u{202e}\u{7f}\n{}", self.0, "x".repeat(100))
    }
}

impl std::error::Error for Chained {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // Endless: a source of itself.
        Some(self)
    }
}

#[test]
fn a_source_without_end_is_logged_in_one_short_line() {
    let auth: Authenticator = Authenticator::new(verifiers::bearer(|_| Err(VerifyError::unavailable(Chained(1)))));
    let (rejection, logged) = recorded(|| ready(auth.authenticate(&request(&[("authorization", "Bearer SENT")]))).unwrap_err());
    assert_eq!(rejection.status(), 503);
    let [event] = &logged[..] else { panic!("{logged:?}") };
    let source = &event.fields["source"];
    assert!(source.chars().count() <= 514 && !source.contains(char::is_control) && source.is_ascii(), "{source:?}");
}

/// The twin: what the recorder is there to see, it sees.
#[test]
fn the_recorder_sees_a_planted_secret() {
    let ((), logged) = recorded(|| {
        tracing::trace!(token = TOKEN, "checked");
        tracing::debug!("checked {TOKEN}");
        tracing::info_span!("check", token = %TOKEN).in_scope(|| tracing::warn!(token = ?TOKEN, "checked"));
    });
    assert_eq!(logged.len(), 4);
    assert!(logged.iter().all(|logged| is_in(&format!("{logged:?}"))), "{logged:?}");
}
