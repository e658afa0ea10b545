//! No bytes of a request make a parser panic, none admits an unauthenticated request, and what is read is what the grammar says.

use std::sync::LazyLock;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{Request, Response};
use proptest::prelude::*;
use requires_auth::{
    Authenticator, Bearer, Identity, Reason, Rejection, SyncVerifier, VerifyError, requires_auth, scheme,
    verifiers::{self, StaticKeys},
};
use requires_auth_tests::poll_once::ready;

use crate::{
    grammar,
    requests::{Line, blank, lines, request, surroundings},
};

/// What a verifier saw, as the identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    Bearer(String),
    Basic(String, String),
    ApiKey(String),
    Cookie(String),
    /// Of the second session cookie.
    Sid(String),
}

impl Seen {
    pub(crate) fn basic(user: &str, password: &str) -> Self {
        Self::Basic(user.to_owned(), password.to_owned())
    }

    /// The field line that carries it.
    fn line(&self) -> Line {
        match self {
            Self::Bearer(token) => ("authorization", format!("Bearer {token}").into_bytes()),
            Self::Basic(user, password) => {
                ("authorization", format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))).into_bytes())
            }
            Self::ApiKey(key) => ("x-api-key", key.clone().into_bytes()),
            Self::Cookie(value) => ("cookie", format!("session={value}").into_bytes()),
            Self::Sid(value) => ("cookie", format!("sid={value}").into_bytes()),
        }
    }
}

/// The name to which the cookie `session` is being changed.
const SID: scheme::SessionCookie = scheme::SessionCookie::named("sid");

/// Lets everybody in whose credentials obey their grammar.
static RECORDING: LazyLock<Authenticator<Seen>> = LazyLock::new(|| {
    Authenticator::builder(verifiers::bearer(|token| Ok(Seen::Bearer(token.expose().to_owned()))))
        .or(verifiers::basic(|basic| Ok(Seen::basic(basic.user(), basic.expose_password()))))
        .or(verifiers::api_key(|key| Ok(Seen::ApiKey(key.expose().to_owned()))))
        .or(verifiers::session_cookie(|cookie| Ok(Seen::Cookie(cookie.expose().to_owned()))))
        .or(verifiers::session_cookie(|cookie| Ok(Seen::Sid(cookie.expose().to_owned()))).scheme(SID))
        .build()
        .unwrap()
});

fn bearer_alone() -> impl SyncVerifier<Scheme = scheme::Bearer, Identity = Seen> {
    verifiers::bearer(|token: Bearer<'_>| Ok(Seen::Bearer(token.expose().to_owned())))
}

/// Beside a scheme that no request here uses.
static BEARER: LazyLock<Authenticator<Seen>> = LazyLock::new(|| {
    let never = StaticKeys::with_scheme(scheme::ApiKey::header("x-never-sent"), [("key", Seen::ApiKey("key".to_owned()))]);
    Authenticator::builder(bearer_alone()).or(never.unwrap()).build().unwrap()
});

static IN_FRONT: LazyLock<Authenticator<Seen>> = LazyLock::new(|| Authenticator::new(bearer_alone()));

#[requires_auth(verifier = bearer_alone(), on_reject = Err)]
async fn recording_alone(req: &mut Request<()>, #[identity] who: Seen) -> Result<Seen, Rejection> {
    let _ = req;
    Ok(who)
}

/// Knows nobody.
static REFUSING: LazyLock<Authenticator> = LazyLock::new(|| {
    Authenticator::builder(verifiers::bearer(|_| Err(VerifyError::invalid())))
        .or(verifiers::basic(|_| Err(VerifyError::invalid())))
        .or(verifiers::api_key(|_| Err(VerifyError::invalid())))
        .or(verifiers::session_cookie(|_| Err(VerifyError::invalid())))
        .or(verifiers::session_cookie(|_| Err(VerifyError::invalid())).scheme(SID))
        .build()
        .unwrap()
});

#[requires_auth(verifier = REFUSING, on_reject = Err)]
async fn refusing(req: Request<()>) -> Result<(), Rejection> {
    drop(req);
    Ok(())
}

#[requires_auth(verifier = REFUSING, optional, on_reject = Err)]
async fn refusing_but_optional(req: Request<()>, #[identity] who: Option<Identity>) -> Result<bool, Rejection> {
    drop(req);
    Ok(who.is_some())
}

#[requires_auth(verifier = RECORDING, optional, on_reject = Err)]
async fn recording_and_optional(req: &Request<()>, #[identity] who: Option<Seen>) -> Result<Option<Seen>, Rejection> {
    let _ = req;
    Ok(who)
}

proptest! {
    #![proptest_config(crate::cases(3000))]

    #[test]
    fn no_request_makes_a_parser_panic_and_none_passes_unauthenticated(lines in lines(), (method, more) in surroundings()) {
        let mut request = request(lines.iter().chain(&more));
        *request.method_mut() = method;
        let rejection = ready(refusing(request.clone())).unwrap_err();
        let status = rejection.status().as_u16();
        // A panic would be a 500.
        prop_assert!([400, 401, 403, 431].contains(&status), "{:?}", rejection);
        prop_assert_eq!(status == 403, rejection.reason() == Reason::CrossSiteWrite);
        prop_assert_eq!(rejection.challenges().count(), match status { 401 => 4, 400 => 1, _ => 0 });
        let response: Response<String> = rejection.into_http();
        prop_assert_eq!(&response.headers()["cache-control"], "no-store");

        // Nobody is nobody only by carrying nothing, or a session cookie and nothing else.
        match ready(refusing_but_optional(request)) {
            Ok(is_somebody) => {
                prop_assert!(!is_somebody);
                let is_cookie = matches!(grammar::read(&lines), Ok(Some(Seen::Cookie(_) | Seen::Sid(_))));
                let says_more = lines.iter().any(|line| line.0 == "authorization" && !grammar::is_blank(&line.1));
                prop_assert!(grammar::read(&lines) == Ok(None) || (is_cookie && !says_more));
            }
            Err(optionally) => prop_assert_eq!(optionally.status().as_u16(), status),
        }
    }

    #[test]
    fn what_is_read_is_what_the_grammar_says(lines in lines()) {
        let request = request(&lines);
        let optionally = ready(recording_and_optional(&request)).map_err(|rejection| rejection.reason());
        let expected = grammar::read(&lines);
        prop_assert_eq!(&optionally, &expected);
        let decided = ready(RECORDING.authenticate(&request)).map_err(|rejection| rejection.reason());
        prop_assert_eq!(decided, expected.and_then(|seen| seen.ok_or(Reason::MissingCredentials)));
    }

    /// Presence means one thing, in every place. A second line is one too many where one is allowed, so a place that has none is
    /// given one; a cookie may be there any number of times.
    // B5
    #[test]
    fn a_blank_value_is_as_good_as_none(mut lines in lines(), blank in blank(), place in 0..4_usize, at in any::<prop::sample::Index>()) {
        let (name, front) = [("authorization", ""), ("x-api-key", ""), ("cookie", "session="), ("cookie", "sid=")][place];
        lines.retain(|line| name == "cookie" || line.0 != name);
        let mut more = lines.clone();
        more.insert(at.index(lines.len() + 1), (name, [front.as_bytes(), &blank].concat()));
        let read = |lines: &[Line]| {
            let request = request(lines);
            let optionally = ready(recording_and_optional(&request)).map_err(|rejection| rejection.reason());
            (optionally, ready(RECORDING.authenticate(&request)).map_err(|rejection| rejection.reason()))
        };
        prop_assert_eq!(read(&more), read(&lines));
    }

    /// A verifier that is alone has a shorter way, which must lead to the same place.
    #[test]
    fn a_bearer_verifier_alone_reads_what_one_beside_another_reads(lines in lines()) {
        let mut request = request(&lines);
        let beside = ready(BEARER.authenticate(&request)).map_err(|rejection| rejection.reason());
        let in_front = ready(IN_FRONT.authenticate(&request)).map_err(|rejection| rejection.reason());
        let alone = ready(recording_alone(&mut request)).map_err(|rejection| rejection.reason());
        prop_assert_eq!((&alone, &in_front), (&beside, &beside));
        // Neither shows what the handler has no business with.
        let first = request.headers().get("authorization");
        prop_assert!(first.is_none_or(http::HeaderValue::is_sensitive));
    }

    #[test]
    fn what_is_read_reads_again_as_itself(lines in lines()) {
        let Ok(seen) = ready(RECORDING.authenticate(&request(&lines))) else { return Ok(()) };
        let again = ready(RECORDING.authenticate(&request(&[seen.line()])));
        prop_assert_eq!(again.map_err(|rejection| rejection.reason()), Ok(seen));
    }
}

/// The strategy is worth something: every outcome happens, and many are let in.
#[test]
fn the_requests_are_near_enough_to_valid_ones() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let mut counts = std::collections::BTreeMap::<String, u32>::new();
    for _ in 0..2000 {
        let lines = lines().new_tree(&mut runner).unwrap().current();
        let outcome = match grammar::read(&lines) {
            Ok(Some(Seen::Bearer(_))) => "bearer".to_owned(),
            Ok(Some(Seen::Basic(..))) => "basic".to_owned(),
            Ok(Some(Seen::ApiKey(_))) => "key".to_owned(),
            Ok(Some(Seen::Cookie(_))) => "cookie".to_owned(),
            Ok(Some(Seen::Sid(_))) => "second cookie".to_owned(),
            Ok(None) => "nothing".to_owned(),
            Err(reason) => reason.to_string(),
        };
        *counts.entry(outcome).or_default() += 1;
    }
    assert_eq!(counts.len(), 13, "{counts:?}");
    assert!(counts.values().all(|count| *count >= 5), "{counts:?}");
}
