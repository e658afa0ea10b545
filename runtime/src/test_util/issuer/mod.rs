//! An issuer on a loopback port, for tests with real tokens.

mod key;
mod server;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use serde::Serialize;
use serde_json::{Map, Value};

pub use self::server::{TestEndpoint, TestResponse};
use self::{
    key::SigningKey,
    server::{Asked, Server},
};
use super::TestClock;
#[cfg(feature = "introspection")]
use crate::verifiers::{Introspection, IntrospectionBuilder};
use crate::verifiers::{JwtAlgorithm, Oidc, OidcBuilder};

/// The client of the introspection.
#[cfg(feature = "introspection")]
const CLIENT: &str = "api";
#[cfg(feature = "introspection")]
const SECRET: &str = "secret";

/// How long a token is valid, in seconds.
const LIFETIME: u64 = 300;

/// An issuer on a loopback port of this process: it signs tokens, and publishes its keys as an identity provider does. It can rotate keys,
/// fail, and respond with garbage.
///
/// Its keys are made anew for each issuer, so its tokens are accepted only by a verifier that was built for it, in the same test. Every
/// verifier that accepts it says so in its source: by [`verifier`](Self::verifier), or by
/// [`allow_http_on_loopback`](OidcBuilder::allow_http_on_loopback).
///
/// ```
/// use requires_auth::{Authenticator, test_util::{TestIssuer, WithCredentials, bearer}};
/// use serde_json::json;
///
/// # futures_executor::block_on(async {
/// let issuer = TestIssuer::start();
/// let verifier = issuer.verifier().audience("shop").build().unwrap();
/// verifier.ready().await;
/// let auth = Authenticator::new(verifier);
///
/// let token = issuer.token(&json!({ "sub": "ada", "aud": "shop", "scope": "items:read" }));
/// let request = http::Request::get("/items").with_credentials(bearer(&token)).body(()).unwrap();
/// assert_eq!(auth.authenticate(&request).await.unwrap().subject(), "ada");
///
/// let for_others = issuer.token(&json!({ "sub": "ada", "aud": "other" }));
/// let request = http::Request::get("/items").with_credentials(bearer(&for_others)).body(()).unwrap();
/// assert_eq!(auth.authenticate(&request).await.unwrap_err().status(), 401);
/// # });
/// ```
pub struct TestIssuer {
    url: String,
    keys: Arc<Mutex<Keys>>,
    clock: Option<TestClock>,
    server: Server,
}

#[derive(Default)]
struct Keys {
    made: usize,
    published: Vec<SigningKey>,
    /// Opaque tokens, and what is said about them.
    #[cfg(feature = "introspection")]
    opaque: std::collections::HashMap<String, String>,
}

impl TestIssuer {
    /// Starts an issuer with one key, for ES256.
    ///
    /// # Panics
    ///
    /// Panics if it cannot listen on a port.
    #[must_use]
    #[track_caller]
    pub fn start() -> Self {
        Self::serve(None)
    }

    /// Starts an issuer whose tokens have the time of this clock. Its [`verifier`](Self::verifier) has the same clock.
    ///
    /// # Panics
    ///
    /// Panics if it cannot listen on a port.
    #[must_use]
    #[track_caller]
    pub fn with_clock(clock: &TestClock) -> Self {
        Self::serve(Some(clock.clone()))
    }

    #[track_caller]
    fn serve(clock: Option<TestClock>) -> Self {
        let keys = Arc::new(Mutex::new(Keys::default()));
        let published = Arc::clone(&keys);
        let server = Server::start(endpoint, |address| {
            let url = format!("http://{address}");
            Box::new(move |asked: &Asked| body(asked, &url, &locked(&published)))
        });
        let server = passed(server.ok(), "no port of this machine can be listened on");
        let issuer = Self { url: format!("http://{}", server.address), keys, clock, server };
        issuer.rotate(JwtAlgorithm::Es256);
        issuer
    }

    /// Returns its name: an address such as `http://127.0.0.1:4000`, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Starts building a verifier for its tokens.
    pub fn verifier(&self) -> OidcBuilder {
        let builder = Oidc::issuer(&self.url).allow_http_on_loopback();
        match &self.clock {
            Some(clock) => builder.clock(clock),
            None => builder,
        }
    }

    /// Starts building a verifier that asks about its [opaque tokens](Self::opaque_token). The id of the client is `api`, its secret
    /// `secret`.
    #[cfg(feature = "introspection")]
    #[cfg_attr(docsrs, doc(cfg(feature = "introspection")))]
    pub fn introspection(&self) -> IntrospectionBuilder {
        let endpoint = format!("{}/introspect", self.url);
        let builder = Introspection::endpoint(endpoint).client_secret_basic(CLIENT, SECRET).allow_http_on_loopback();
        match &self.clock {
            Some(clock) => builder.clock(clock),
            None => builder,
        }
    }

    /// Returns a new opaque token. The issuer says that it is active, and these claims, an object. `iss`, `iat` and `exp` (in 5 minutes) are
    /// added unless they are there.
    ///
    /// # Panics
    ///
    /// Panics if the claims are not an object.
    #[cfg(feature = "introspection")]
    #[cfg_attr(docsrs, doc(cfg(feature = "introspection")))]
    #[must_use]
    #[track_caller]
    pub fn opaque_token(&self, claims: &impl Serialize) -> String {
        let mut claims = self.claims(claims);
        claims.insert("active".to_owned(), true.into());
        let mut keys = locked(&self.keys);
        keys.made += 1;
        let token = format!("opaque-{}", keys.made);
        keys.opaque.insert(token.clone(), Value::Object(claims).to_string());
        token
    }

    /// Revokes an opaque token: the issuer says that it is not active.
    #[cfg(feature = "introspection")]
    #[cfg_attr(docsrs, doc(cfg(feature = "introspection")))]
    pub fn revoke(&self, token: &str) {
        locked(&self.keys).opaque.remove(token);
    }

    /// Returns a token with these claims, an object, signed with the newest key. `iss`, `iat` and `exp` (in 5 minutes) are added unless
    /// they are there.
    ///
    /// # Panics
    ///
    /// Panics if the claims are not an object.
    #[must_use]
    #[track_caller]
    pub fn token(&self, claims: &impl Serialize) -> String {
        let claims = self.claims(claims);
        let header = passed(locked(&self.keys).published.last().map(header), "the issuer has no key: call `rotate`");
        self.sign(&header, &Value::Object(claims).to_string())
    }

    #[track_caller]
    fn claims(&self, claims: &impl Serialize) -> Map<String, Value> {
        let claims = match serde_json::to_value(claims) {
            Ok(Value::Object(claims)) => Some(claims),
            _ => None,
        };
        let mut claims = passed(claims, "claims must be an object");
        let now = self.now();
        let all = [("iss", self.url.clone().into()), ("iat", now.into()), ("exp", (now + LIFETIME).into())];
        for (name, value) in all {
            claims.entry(name).or_insert(value);
        }
        claims
    }

    /// Returns a token with exactly this header and these claims, signed with the newest key: for tokens that no issuer writes.
    ///
    /// # Panics
    ///
    /// Panics if all keys are withdrawn.
    #[must_use]
    #[track_caller]
    pub fn sign(&self, header: &str, claims: &str) -> String {
        let token = locked(&self.keys).published.last().and_then(|key| key.token(header, claims));
        passed(token, "the issuer has no key: call `rotate`")
    }

    /// Makes a new key, which signs from now on, and publishes it beside the others. Returns its `kid`.
    ///
    /// # Panics
    ///
    /// Panics for HS256, HS384 and HS512, whose keys cannot be published.
    #[track_caller]
    #[allow(clippy::must_use_candidate, reason = "the newest key signs, whatever its name")]
    pub fn rotate(&self, algorithm: JwtAlgorithm) -> String {
        let mut keys = locked(&self.keys);
        keys.made += 1;
        let kid = format!("key-{}", keys.made);
        let key = passed(SigningKey::new(kid.clone(), algorithm), "an issuer has no keys for HMAC");
        keys.published.push(key);
        kid
    }

    /// Publishes a key no longer.
    pub fn withdraw(&self, kid: &str) {
        locked(&self.keys).published.retain(|key| key.kid != kid);
    }

    /// Sets how an endpoint responds from now on.
    pub fn respond(&self, endpoint: TestEndpoint, response: TestResponse) {
        self.server.respond(endpoint, response);
    }

    /// Returns how many requests the endpoint has got.
    #[must_use]
    pub fn requests(&self, endpoint: TestEndpoint) -> usize {
        self.server.requests(endpoint)
    }

    /// Waits until the endpoint has got so many requests.
    ///
    /// # Panics
    ///
    /// Panics if it has not after 10 seconds.
    #[track_caller]
    pub fn wait_for_requests(&self, endpoint: TestEndpoint, count: usize) {
        let has_come = self.server.wait_for_requests(endpoint, count);
        passed(has_come.then_some(()), "the endpoint has got fewer requests");
    }

    fn now(&self) -> u64 {
        let since = match &self.clock {
            Some(clock) => clock.calendar(),
            None => SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO),
        };
        since.as_secs()
    }
}

fn endpoint(path: &str) -> Option<TestEndpoint> {
    match path {
        "/.well-known/openid-configuration" | "/.well-known/oauth-authorization-server" => Some(TestEndpoint::Discovery),
        "/jwks" => Some(TestEndpoint::Keys),
        #[cfg(feature = "introspection")]
        "/introspect" => Some(TestEndpoint::Introspection),
        _ => None,
    }
}

/// Returns the body of a response, or the status of an error.
fn body(asked: &Asked, url: &str, keys: &Keys) -> Result<String, u16> {
    match asked.endpoint {
        TestEndpoint::Discovery => Ok(format!(r#"{{"issuer":"{url}","jwks_uri":"{url}/jwks"}}"#)),
        TestEndpoint::Keys => {
            let keys: Vec<_> = keys.published.iter().map(SigningKey::jwk).collect();
            Ok(format!(r#"{{"keys":[{}]}}"#, keys.join(",")))
        }
        TestEndpoint::Introspection => introspected(asked, keys),
    }
}

#[cfg(not(feature = "introspection"))]
fn introspected(_: &Asked, _: &Keys) -> Result<String, u16> {
    Err(404)
}

#[cfg(feature = "introspection")]
fn introspected(asked: &Asked, keys: &Keys) -> Result<String, u16> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    // Texts that need no encoding (RFC 6749 2.3.1).
    let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{SECRET}")));
    let field = |name: &str| asked.body.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let is_known = match &asked.authorization {
        Some(found) => *found == basic,
        None => field("client_id") == Some(CLIENT) && field("client_secret") == Some(SECRET),
    };
    if !is_known {
        return Err(401);
    }
    let token = field("token").ok_or(400_u16)?;
    Ok(keys.opaque.get(token).cloned().unwrap_or_else(|| r#"{"active":false}"#.to_owned()))
}

fn header(key: &SigningKey) -> String {
    format!(r#"{{"alg":"{}","kid":"{}","typ":"at+jwt"}}"#, key.algorithm, key.kid)
}

fn locked(keys: &Mutex<Keys>) -> MutexGuard<'_, Keys> {
    keys.lock().unwrap_or_else(PoisonError::into_inner)
}

#[track_caller]
#[allow(clippy::panic, reason = "a test that is written wrongly fails")]
fn passed<T>(value: Option<T>, rule: &str) -> T {
    match value {
        Some(value) => value,
        None => panic!("{rule}"),
    }
}

impl fmt::Debug for TestIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestIssuer").field("url", &self.url).finish_non_exhaustive()
    }
}
