//! An API whose tokens are opaque.

use std::time::{Duration, SystemTime};

use futures_executor::block_on;
use http::Request;
use requires_auth::{
    Authenticator, Identity,
    test_util::{TestClock, TestEndpoint, TestIssuer, WithCredentials, bearer},
    verifiers::IntrospectionBuilder,
};
use serde_json::{Value, json};

pub(crate) const AUDIENCE: &str = "https://api.example.com";

/// 2026-01-01.
pub(crate) const NOW: u64 = 1_767_225_600;

pub(crate) struct Api {
    pub(crate) clock: TestClock,
    pub(crate) issuer: TestIssuer,
    pub(crate) auth: Authenticator,
}

impl Api {
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder.audience(AUDIENCE))
    }

    pub(crate) fn with(set: impl FnOnce(IntrospectionBuilder) -> IntrospectionBuilder) -> Self {
        let clock = TestClock::at(SystemTime::UNIX_EPOCH + Duration::from_secs(NOW));
        let issuer = TestIssuer::with_clock(&clock);
        let verifier = set(issuer.introspection()).build().unwrap();
        Self { clock, issuer, auth: Authenticator::new(verifier) }
    }

    /// A good token with these claims as well.
    pub(crate) fn token(&self, more: Value) -> String {
        let mut claims = json!({"sub": "ada", "aud": AUDIENCE, "scope": "items:read"});
        if let Value::Object(more) = more {
            claims.as_object_mut().unwrap().extend(more);
        }
        self.issuer.opaque_token(&claims)
    }

    pub(crate) fn ask(&self, token: &str) -> Result<Identity, Rejected> {
        ask(&self.auth, token)
    }

    /// 200, or the status of the rejection.
    pub(crate) fn status(&self, token: &str) -> u16 {
        self.ask(token).map_or_else(|rejected| rejected.status, |_| 200)
    }

    /// How often the issuer was asked.
    pub(crate) fn questions(&self) -> usize {
        self.issuer.requests(TestEndpoint::Introspection)
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

/// What the client learns, and what the operator learns.
#[derive(Debug)]
pub(crate) struct Rejected {
    pub(crate) status: u16,
    pub(crate) source: String,
}

pub(crate) fn request(token: &str) -> Request<()> {
    Request::get("/").with_credentials(bearer(token)).body(()).unwrap()
}

pub(crate) fn ask(auth: &Authenticator, token: &str) -> Result<Identity, Rejected> {
    block_on(auth.authenticate(&request(token))).map_err(|rejection| {
        let source = rejection.source().map(ToString::to_string).unwrap_or_default();
        assert!(!source.contains("secret") && !source.contains(token), "{source}");
        assert_eq!(rejection.status() == 503, rejection.challenges().next().is_none());
        Rejected { status: rejection.status().as_u16(), source }
    })
}
