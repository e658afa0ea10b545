//! Asks a verifier, and waits for what its thread does.

use std::{
    thread,
    time::{Duration, Instant, SystemTime},
};

use futures_executor::block_on;
use http::Request;
use requires_auth::{
    Authenticator, Identity, Rejection,
    test_util::{TestClock, TestIssuer, WithCredentials, bearer},
    verifiers::{Oidc, OidcBuilder},
};
use serde_json::json;

pub(crate) const AUDIENCE: &str = "https://api.example.com";

/// 2026-01-01, when nothing happens unless a test says so.
pub(crate) fn clock() -> TestClock {
    TestClock::at(SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600))
}

pub(crate) struct Api {
    pub(crate) clock: TestClock,
    pub(crate) issuer: TestIssuer,
    pub(crate) verifier: Oidc,
    pub(crate) auth: Authenticator,
}

impl Api {
    /// An API whose keys are there.
    pub(crate) fn ready() -> Self {
        let api = Self::start(|builder| builder);
        block_on(api.verifier.ready());
        api
    }

    /// An API whose keys are perhaps not there.
    pub(crate) fn start(with: impl FnOnce(OidcBuilder) -> OidcBuilder) -> Self {
        Self::before(with, |_| {})
    }

    /// An issuer to which something happens before the API starts.
    pub(crate) fn before(with: impl FnOnce(OidcBuilder) -> OidcBuilder, happens: impl FnOnce(&TestIssuer)) -> Self {
        let clock = clock();
        let issuer = TestIssuer::with_clock(&clock);
        happens(&issuer);
        let verifier = with(issuer.verifier().audience(AUDIENCE)).build().unwrap();
        let auth = Authenticator::new(verifier.clone());
        Self { clock, issuer, verifier, auth }
    }

    /// A good token of the newest key, which is valid for days.
    pub(crate) fn token(&self) -> String {
        self.issuer.token(&json!({"sub": "ada", "aud": AUDIENCE, "exp": 4_102_444_800_u64}))
    }

    /// A token that names a key that does not exist.
    pub(crate) fn forged(&self, kid: &str) -> String {
        self.issuer.sign(&format!(r#"{{"alg":"ES256","kid":"{kid}"}}"#), "{}")
    }

    pub(crate) fn ask(&self, token: &str) -> Result<Identity, Rejected> {
        ask(&self.auth, token)
    }

    /// 200, or the status of the rejection.
    pub(crate) fn status(&self, token: &str) -> u16 {
        self.ask(token).map_or_else(|rejected| rejected.status, |_| 200)
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Lets time pass until it is so. A step may come before what it is for, so there may be several.
    #[track_caller]
    pub(crate) fn advance_until(&self, is_so: impl Fn() -> bool) {
        eventually(|| {
            self.advance(1);
            is_so()
        });
    }

    /// Waits until the thread has ended so many attempts.
    pub(crate) fn wait_for_attempts(&self, count: u64) {
        eventually(|| self.verifier.status().attempts() >= count);
    }
}

/// What the client learns, and what the operator learns.
#[derive(Debug)]
pub(crate) struct Rejected {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<String>,
    pub(crate) source: String,
}

pub(crate) fn request(token: &str) -> Request<()> {
    Request::get("/").with_credentials(bearer(token)).body(()).unwrap()
}

pub(crate) fn ask(auth: &Authenticator, token: &str) -> Result<Identity, Rejected> {
    block_on(auth.authenticate(&request(token))).map_err(rejected)
}

pub(crate) fn rejected(rejection: Rejection) -> Rejected {
    let source = rejection.source().map(ToString::to_string).unwrap_or_default();
    let response = rejection.into_http::<String>();
    let retry_after = response.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
    // The client learns nothing of the provider.
    assert!(!response.body().contains("http:") && !response.body().contains("key"), "{}", response.body());
    Rejected { status: response.status().as_u16(), retry_after, source }
}

/// Waits for another thread. The time only bounds a test that would fail.
#[track_caller]
pub(crate) fn eventually(is_so: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(10);
    while !is_so() {
        assert!(Instant::now() < end, "it does not happen");
        // Not faster, or a test that lets time pass meanwhile would let days pass.
        thread::sleep(Duration::from_millis(1));
    }
}
