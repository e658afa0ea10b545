//! Whom an `Introspection` verifier asks, and what it accepts.

use std::{fmt, sync::Arc, time::Duration};

use serde::de::DeserializeOwned;

use super::{
    Inner, Introspection,
    asker::Asker,
    client::{Client, Method},
};
#[cfg(feature = "test-util")]
use crate::verifiers::jwt::TestClock;
use crate::{
    request::scheme,
    verifiers::{
        fetch::{AnyFetcher, Exchange, Fetcher, LONGEST_WAIT, ReqwestFetcher, Worker, address},
        jwt::{Jwt, JwtBuilder},
    },
    vocabulary::{ConfigError, Identity},
};

const AGE: Duration = Duration::from_secs(30);
const LONGEST_AGE: Duration = Duration::from_secs(300);
const AGE_OF_REJECTED: Duration = Duration::from_secs(10);
const LONGEST_TIMEOUT: Duration = Duration::from_secs(60);

/// Sets whom an [`Introspection`] verifier asks, and what it accepts: see [`Introspection::endpoint`]. The setters do not fail:
/// [`build`](Self::build) returns the first invalid value.
#[must_use]
pub struct IntrospectionBuilder<Id = Identity> {
    jwt: JwtBuilder<Id>,
    age: Duration,
    to: To,
}

/// Whom to ask, and how.
struct To {
    endpoint: String,
    client: Option<(Method, String, String)>,
    timeout: Duration,
    http_on_loopback: bool,
    fetcher: Option<Arc<dyn AnyFetcher>>,
}

impl IntrospectionBuilder<Identity> {
    pub(super) fn new(endpoint: String) -> Self {
        let to = To { endpoint, client: None, timeout: LONGEST_WAIT, http_on_loopback: false, fetcher: None };
        Self { jwt: Jwt::without_issuer(), age: AGE, to }
    }

    /// Reads the answer as a `T`, which [`Identity::claim`] returns: see [`JwtBuilder::claims`].
    pub fn claims<T: DeserializeOwned + Send + Sync + 'static>(self) -> Self {
        self.with(JwtBuilder::claims::<T>)
    }

    /// Makes the answer, read as a `T`, the identity itself: see [`JwtBuilder::identity`].
    pub fn identity<T: DeserializeOwned + Send + Sync + 'static>(self) -> IntrospectionBuilder<Arc<T>> {
        IntrospectionBuilder { jwt: self.jwt.identity::<T>(), age: self.age, to: self.to }
    }
}

impl<Id: Clone + Send + Sync + 'static> IntrospectionBuilder<Id> {
    /// Authenticates this API to the issuer by HTTP Basic (`client_secret_basic`, RFC 6749 2.3.1). It, or
    /// [`client_secret_post`](Self::client_secret_post), is required. Id and secret are encoded as that section says; an issuer that does
    /// not decode them needs a secret of letters, digits and `-._`, or the other method.
    pub fn client_secret_basic(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.to.client = Some((Method::Basic, id.into(), secret.into()));
        self
    }

    /// Authenticates this API to the issuer in the form that is posted (`client_secret_post`, RFC 6749 2.3.1).
    pub fn client_secret_post(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.to.client = Some((Method::Post, id.into(), secret.into()));
        self
    }

    /// Rejects tokens whose answer names another issuer (`iss`). Default: any, because the endpoint is that of the issuer.
    pub fn issuer(self, issuer: impl Into<String>) -> Self {
        self.with(|jwt| jwt.named(issuer.into()))
    }

    /// Accepts tokens for this audience: see [`JwtBuilder::audience`]. The answer must name it. It, or
    /// [`without_audience`](Self::without_audience), is required.
    pub fn audience(self, audience: impl Into<String>) -> Self {
        self.with(|jwt| jwt.audience(audience))
    }

    /// Accepts tokens for any audience: see the warning at [`JwtBuilder::without_audience`]. For an issuer that names no
    /// audience in its answers and gives tokens to this API only.
    pub fn without_audience(self) -> Self {
        self.with(JwtBuilder::without_audience)
    }

    /// Sets by how much the clocks of issuer and verifier may differ: see [`JwtBuilder::leeway`]. Default: 60 seconds.
    pub fn leeway(self, difference: Duration) -> Self {
        self.with(|jwt| jwt.leeway(difference))
    }

    /// Reads the subject from another member of the answer: see [`JwtBuilder::subject_from`]. Default: `sub`, which tokens that
    /// a client has for itself may lack: for those choose `client_id`.
    pub fn subject_from(self, claim: impl Into<String>) -> Self {
        self.with(|jwt| jwt.subject_from(claim))
    }

    /// Reads the scopes from this member: see [`JwtBuilder::scopes_from`]. Default: `scope`.
    pub fn scopes_from(self, claim: impl Into<String>) -> Self {
        self.with(|jwt| jwt.scopes_from(claim))
    }

    /// Sets how many answers are cached at most: see [`JwtBuilder::cache_capacity`]. Default: 10000.
    pub fn cache_capacity(self, tokens: usize) -> Self {
        self.with(|jwt| jwt.cache_capacity(tokens))
    }

    /// Sets how many bytes the cached answers may take: see [`JwtBuilder::cache_bytes`]. Default: 32 MiB.
    pub fn cache_bytes(self, bytes: usize) -> Self {
        self.with(|jwt| jwt.cache_bytes(bytes))
    }

    /// Asks about a token for each request.
    pub fn without_cache(self) -> Self {
        self.with(JwtBuilder::without_cache)
    }

    /// Sets the scheme: see [`JwtBuilder::scheme`]. For tokens such as `1|abc` choose one that is
    /// [opaque](scheme::Bearer::opaque).
    pub fn scheme(self, scheme: scheme::Bearer) -> Self {
        self.with(|jwt| jwt.scheme(scheme))
    }

    /// Sets how long a token is accepted again without asking, but never beyond its expiry. Default: 30 seconds. More than 5 minutes is an
    /// error of [`build`](Self::build): a token that the issuer revokes is accepted until then.
    ///
    /// A token that was rejected is rejected again for 10 seconds, or this time if it is shorter.
    pub fn cache_max_age(mut self, age: Duration) -> Self {
        self.age = age;
        self
    }

    /// Sets how long the issuer may take. Default: 5 seconds. Zero, and more than 60 seconds, are errors of [`build`](Self::build).
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.to.timeout = limit;
        self
    }

    /// Allows `http` for an issuer on this machine: `localhost`, `127.0.0.1` or `[::1]`. For development and tests.
    pub fn allow_http_on_loopback(mut self) -> Self {
        self.to.http_on_loopback = true;
        self
    }

    /// Sets the HTTP client. Default: `reqwest` with `rustls` and the certificates of the system; the variables `HTTPS_PROXY` and
    /// `NO_PROXY` count.
    pub fn fetcher(mut self, fetcher: impl Fetcher + 'static) -> Self {
        self.to.fetcher = Some(Arc::new(fetcher));
        self
    }

    /// Takes the time from a clock that the test sets, also for time-outs.
    #[cfg(feature = "test-util")]
    #[cfg_attr(docsrs, doc(cfg(feature = "test-util")))]
    pub fn clock(self, clock: &TestClock) -> Self {
        self.with(|jwt| jwt.clock(clock))
    }

    /// Builds the verifier, and starts the thread in which the issuer is asked.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if the endpoint is not an absolute `https` URL, or has a user name, a password or a fragment; if there are
    /// no client credentials, or if they are empty; if there is no audience and it was not waived by name; for other invalid values; if
    /// the system has no certificates; and if no thread can be started.
    pub fn build(self) -> Result<Introspection<Id>, ConfigError> {
        let Self { jwt, age, to } = self;
        let url = address("introspection endpoint", &to.endpoint, to.http_on_loopback)?;
        let client = Client::new(to.client)?;
        if to.timeout.is_zero() || to.timeout > LONGEST_TIMEOUT {
            return Err(ConfigError::placed(
                "time-out of introspection",
                format!("{:?}", to.timeout),
                "must be above 0 and at most 60 seconds",
            ));
        }
        if age > LONGEST_AGE {
            let rule = "an answer may be kept for at most 5 minutes: a token that is revoked is accepted until then";
            return Err(ConfigError::placed("token cache", format!("{} seconds", age.as_secs()), rule));
        }
        let jwt = jwt.cache_max_age(age).build_introspected(AGE_OF_REJECTED)?;
        let fetcher = match to.fetcher {
            Some(fetcher) => fetcher,
            None => Arc::new(ReqwestFetcher::new()?),
        };
        let worker = Worker::start("introspection", "introspection")?;
        let exchange = Exchange { fetcher, clock: jwt.clock(), longest_wait: to.timeout };
        let asker = Arc::new(Asker { jwt: jwt.clone(), url, client, exchange });
        Ok(Introspection(Arc::new(Inner::new(jwt, asker, worker))))
    }

    fn with(mut self, set: impl FnOnce(JwtBuilder<Id>) -> JwtBuilder<Id>) -> Self {
        self.jwt = set(self.jwt);
        self
    }
}

impl<Id> fmt::Debug for IntrospectionBuilder<Id> {
    /// Prints neither the endpoint nor the client.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("IntrospectionBuilder").field(&self.jwt).finish()
    }
}
