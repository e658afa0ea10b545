//! Tokens of a certified provider, `oidc-provider`. `scripts/real_provider.py` starts it, and names its address.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stderr)]

#[path = "second_provider/tests.rs"]
mod second_provider;

use std::{
    env,
    net::SocketAddr,
    thread,
    time::{Duration, Instant, SystemTime},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_executor::block_on;
use http::Request;
use requires_auth::{
    Authenticator, Identity,
    test_util::{TestClock, WithCredentials, bearer},
    verifiers::{Introspection, JwtProfile, Oidc},
};
use requires_auth_tests::raw_http::{Reply, exchange};
use serde_json::Value;

const AUDIENCE: &str = "https://api.example.com";
const ALGORITHMS: [&str; 4] = ["rs256", "ps256", "es256", "eddsa"];
const CLIENT: (&str, &str) = ("machine", "machine-secret");

struct Provider {
    url: String,
    address: SocketAddr,
}

impl Provider {
    fn post(&self, path: &str, form: &str) -> Reply {
        let credentials = STANDARD.encode(format!("{}:{}", CLIENT.0, CLIENT.1));
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\nauthorization: Basic {credentials}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
            self.address,
            form.len()
        );
        exchange(self.address, format!("{head}{form}").as_bytes())
    }

    fn control(&self, command: &str) {
        assert_eq!(self.post(&format!("/control/{command}"), "").status, 200, "{command}");
    }

    /// A token for a resource, of which the provider knows how its tokens are.
    fn token(&self, resource: &str) -> String {
        let form = format!("grant_type=client_credentials&scope=items:read&resource=https://{resource}.example.com");
        let reply = self.post("/token", &form);
        assert_eq!(reply.status, 200, "{}", reply.body);
        serde_json::from_str::<Value>(&reply.body).unwrap()["access_token"].as_str().unwrap().to_owned()
    }
}

/// The identity, or the status and the operator's words.
fn ask(auth: &Authenticator, token: &str) -> Result<Identity, (u16, String)> {
    let request = Request::get("/").with_credentials(bearer(token)).body(()).unwrap();
    block_on(auth.authenticate(&request)).map_err(|rejection| {
        let words = rejection.source().map(ToString::to_string).unwrap_or_default();
        (rejection.status().as_u16(), words)
    })
}

fn status(auth: &Authenticator, token: &str) -> u16 {
    ask(auth, token).map_or_else(|(status, _)| status, |_| 200)
}

#[track_caller]
fn eventually(is_so: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(10);
    while !is_so() {
        assert!(Instant::now() < end, "it does not happen");
        // Not faster, or a test that lets time pass meanwhile would let days pass.
        thread::sleep(Duration::from_millis(1));
    }
}

/// One test: the provider has one state.
#[test]
fn a_certified_provider() {
    let Ok(url) = env::var("REAL_PROVIDER") else {
        eprintln!("skipped: `python3 tests/scripts/real_provider.py` starts the provider and runs this");
        return;
    };
    let address = url.strip_prefix("http://").unwrap().parse().unwrap();
    let provider = Provider { url, address };
    let clock = TestClock::at(SystemTime::now());
    let verifier = Oidc::issuer(&provider.url)
        .audience(AUDIENCE)
        .profile(JwtProfile::Rfc9068)
        .allow_http_on_loopback()
        .clock(&clock)
        .build()
        .unwrap();
    block_on(verifier.ready());
    let auth = Authenticator::new(verifier.clone());

    let old = ALGORITHMS.map(|resource| provider.token(resource));
    for token in &old {
        let who = ask(&auth, token).unwrap();
        assert_eq!((who.subject(), who.issuer(), who.scopes()), (CLIENT.0, Some(&*provider.url), "items:read"));
        let changed = format!("{}AAAA{}", &token[..token.len() - 8], &token[token.len() - 4..]);
        assert_eq!(status(&auth, &changed), 401);
    }
    rotation(&provider, &clock, &verifier, &auth, &old);
    outages(&provider, &clock, &verifier, &auth);
    opaque_tokens(&provider, &clock, &auth);
}

/// New keys at once, old ones until they are withdrawn.
fn rotation(provider: &Provider, clock: &TestClock, verifier: &Oidc, auth: &Authenticator, old: &[String]) {
    provider.control("rotate");
    let attempts = verifier.status().attempts();
    let new = ALGORITHMS.map(|resource| provider.token(resource));
    for token in new.iter().chain(old) {
        assert_eq!(status(auth, token), 200);
    }
    assert_eq!(verifier.status().attempts(), attempts + 1);
    provider.control("withdraw");
    clock.advance(Duration::from_secs(600));
    eventually(|| verifier.status().attempts() == attempts + 2);
    for token in old {
        let (status, words) = ask(auth, token).unwrap_err();
        assert!(status == 401 && words.starts_with("unknown_key"), "{words}");
    }
    for token in &new {
        assert_eq!(status(auth, token), 200);
    }
}

/// Known keys stay; what is unknown is 503; it recovers by itself.
fn outages(provider: &Provider, clock: &TestClock, verifier: &Oidc, auth: &Authenticator) {
    for trouble in ["fail", "garbage"] {
        let known = provider.token("es256");
        assert_eq!(status(auth, &known), 200);
        provider.control(trouble);
        provider.control("rotate");
        clock.advance(Duration::from_secs(31));
        let unknown = provider.token("es256");
        assert_eq!((status(auth, &unknown), status(auth, &known)), (503, 200), "{trouble}");
        provider.control("heal");
        eventually(|| {
            clock.advance(Duration::from_secs(1));
            verifier.status().error().is_none()
        });
        assert_eq!(status(auth, &unknown), 200, "{trouble}");
    }
    provider.control("stall");
    let attempts = verifier.status().attempts();
    clock.advance(Duration::from_secs(600));
    eventually(|| {
        clock.advance(Duration::from_secs(5));
        verifier.status().attempts() > attempts
    });
    assert!(verifier.status().error().unwrap().contains("no response within 5s"));
    provider.control("heal");
    eventually(|| {
        clock.advance(Duration::from_secs(1));
        verifier.status().error().is_none()
    });
}

fn opaque_tokens(provider: &Provider, clock: &TestClock, by_keys: &Authenticator) {
    let endpoint = format!("{}/token/introspection", provider.url);
    let builder = || Introspection::endpoint(&*endpoint).audience(AUDIENCE).issuer(&*provider.url).allow_http_on_loopback();
    let builder = || builder().subject_from("client_id").leeway(Duration::from_secs(300)).clock(clock);
    let basic = Authenticator::new(builder().client_secret_basic(CLIENT.0, CLIENT.1).build().unwrap());
    let post = Authenticator::new(builder().client_secret_post(CLIENT.0, CLIENT.1).build().unwrap());
    let unknown_client = Authenticator::new(builder().client_secret_basic(CLIENT.0, "wrong").build().unwrap());
    let token = provider.token("opaque");
    for auth in [&basic, &post] {
        let who = ask(auth, &token).unwrap();
        assert_eq!((who.subject(), who.scopes()), (CLIENT.0, "items:read"));
    }
    assert_eq!(status(by_keys, &token), 401);
    let (found, words) = ask(&unknown_client, &token).unwrap_err();
    assert!(found == 503 && words.contains("rejects the credentials of this API"), "{words}");
    assert_eq!(status(&basic, "never-issued"), 401);

    assert_eq!(provider.post("/token/revocation", &format!("token={token}")).status, 200);
    assert_eq!(status(&basic, &token), 200, "it is remembered");
    clock.advance(Duration::from_secs(30));
    assert_eq!(status(&basic, &token), 401);
}
