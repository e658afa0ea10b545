//! What an `Oidc` verifier accepts, set before it starts.

use std::{fmt, sync::Arc, time::Duration};

use serde::de::DeserializeOwned;

use super::{Inner, Oidc, keeper::Keeper, refresh::Refresh, source::Source};
#[cfg(feature = "test-util")]
use crate::verifiers::jwt::TestClock;
use crate::{
    request::scheme,
    verifiers::{
        fetch::{AnyFetcher, Exchange, Fetcher, LONGEST_WAIT, ReqwestFetcher, Worker, address},
        jwt::{Jwt, JwtAlgorithm, JwtBuilder, JwtProfile},
    },
    vocabulary::{ConfigError, Identity},
};

/// Sets what an [`Oidc`] verifier accepts: see [`Oidc::issuer`]. The setters do not fail: [`build`](Self::build) returns the first
/// invalid value.
#[must_use]
pub struct OidcBuilder<Id = Identity> {
    jwt: JwtBuilder<Id>,
    at: At,
}

/// Where the keys are, and how they are fetched.
struct At {
    issuer: String,
    keys: Option<String>,
    http_on_loopback: bool,
    fetcher: Option<Arc<dyn AnyFetcher>>,
}

impl OidcBuilder<Identity> {
    pub(super) fn new(issuer: String) -> Self {
        let at = At { issuer: issuer.clone(), keys: None, http_on_loopback: false, fetcher: None };
        Self { jwt: Jwt::issuer(issuer), at }
    }

    /// Reads the claims as a `T`, which [`Identity::claim`] returns: see [`JwtBuilder::claims`].
    pub fn claims<T: DeserializeOwned + Send + Sync + 'static>(mut self) -> Self {
        self.jwt = self.jwt.claims::<T>();
        self
    }

    /// Makes the claims, read as a `T`, the identity itself: see [`JwtBuilder::identity`].
    pub fn identity<T: DeserializeOwned + Send + Sync + 'static>(self) -> OidcBuilder<Arc<T>> {
        OidcBuilder { jwt: self.jwt.identity::<T>(), at: self.at }
    }
}

impl<Id: Clone + Send + Sync + 'static> OidcBuilder<Id> {
    /// Accepts tokens for this audience: see [`JwtBuilder::audience`]. It, or [`without_audience`](Self::without_audience), is
    /// required.
    pub fn audience(self, audience: impl Into<String>) -> Self {
        self.with(|jwt| jwt.audience(audience))
    }

    /// Accepts tokens for any audience: see the warning at [`JwtBuilder::without_audience`].
    pub fn without_audience(self) -> Self {
        self.with(JwtBuilder::without_audience)
    }

    /// Accepts tokens of these algorithms only. RSA keys without `alg` count for the RSA algorithms of this list: see
    /// [`JwtBuilder::algorithms`]. Default: the algorithms of the keys, and RS256.
    pub fn algorithms(self, algorithms: impl IntoIterator<Item = JwtAlgorithm>) -> Self {
        self.with(|jwt| jwt.algorithms(algorithms))
    }

    /// Sets what a token must contain. Default: [`JwtProfile::Generic`].
    pub fn profile(self, profile: JwtProfile) -> Self {
        self.with(|jwt| jwt.profile(profile))
    }

    /// Sets by how much the clocks of issuer and verifier may differ: see [`JwtBuilder::leeway`]. Default: 60 seconds.
    pub fn leeway(self, difference: Duration) -> Self {
        self.with(|jwt| jwt.leeway(difference))
    }

    /// Rejects tokens that were issued for longer than this: see [`JwtBuilder::max_lifetime`]. Default: no limit.
    pub fn max_lifetime(self, time: Duration) -> Self {
        self.with(|jwt| jwt.max_lifetime(time))
    }

    /// Reads the subject from another claim: see [`JwtBuilder::subject_from`]. Default: `sub`.
    pub fn subject_from(self, claim: impl Into<String>) -> Self {
        self.with(|jwt| jwt.subject_from(claim))
    }

    /// Reads the scopes from this claim: see [`JwtBuilder::scopes_from`]. Default: `scope`.
    pub fn scopes_from(self, claim: impl Into<String>) -> Self {
        self.with(|jwt| jwt.scopes_from(claim))
    }

    /// Sets how many verified tokens are cached at most: see [`JwtBuilder::cache_capacity`]. Default: 10000.
    pub fn cache_capacity(self, tokens: usize) -> Self {
        self.with(|jwt| jwt.cache_capacity(tokens))
    }

    /// Sets how many bytes the cached tokens may take: see [`JwtBuilder::cache_bytes`]. Default: 32 MiB.
    pub fn cache_bytes(self, bytes: usize) -> Self {
        self.with(|jwt| jwt.cache_bytes(bytes))
    }

    /// Sets how long a verified token is accepted again without a signature check: see [`JwtBuilder::cache_max_age`]. Default:
    /// 5 minutes.
    pub fn cache_max_age(self, age: Duration) -> Self {
        self.with(|jwt| jwt.cache_max_age(age))
    }

    /// Verifies every token anew.
    pub fn without_cache(self) -> Self {
        self.with(JwtBuilder::without_cache)
    }

    /// Sets the scheme: see [`JwtBuilder::scheme`].
    pub fn scheme(self, scheme: scheme::Bearer) -> Self {
        self.with(|jwt| jwt.scheme(scheme))
    }

    /// Fetches the keys, a JWK set, at this address, without discovery: for an issuer that does not publish where they are.
    pub fn jwks_url(mut self, url: impl Into<String>) -> Self {
        self.at.keys = Some(url.into());
        self
    }

    /// Allows `http` for a provider on this machine: `localhost`, `127.0.0.1` or `[::1]`. For development and tests.
    pub fn allow_http_on_loopback(mut self) -> Self {
        self.at.http_on_loopback = true;
        self
    }

    /// Sets the HTTP client. Default: `reqwest` with `rustls` and the certificates of the system; the variables `HTTPS_PROXY` and
    /// `NO_PROXY` count.
    pub fn fetcher(mut self, fetcher: impl Fetcher + 'static) -> Self {
        self.at.fetcher = Some(Arc::new(fetcher));
        self
    }

    /// Takes the time from a clock that the test sets, also for time-outs and for when keys are fetched again.
    #[cfg(feature = "test-util")]
    #[cfg_attr(docsrs, doc(cfg(feature = "test-util")))]
    pub fn clock(self, clock: &TestClock) -> Self {
        self.with(|jwt| jwt.clock(clock))
    }

    /// Builds the verifier, and starts to fetch the keys in a thread. A provider that does not respond is not an error here.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if the issuer (unless `jwks_url` is set) or the address of the keys is not an absolute `https`
    /// URL, or has a user name, a password or a
    /// fragment; if there is no audience and it was not waived by name; for the other invalid values of [`JwtBuilder::build`]; if the
    /// system has no certificates; and if no thread can be started.
    pub fn build(self) -> Result<Oidc<Id>, ConfigError> {
        let Self { jwt, at } = self;
        let source = at.source()?;
        let jwt = jwt.build_without_keys()?;
        let fetcher = match at.fetcher {
            Some(fetcher) => fetcher,
            None => Arc::new(ReqwestFetcher::new()?),
        };
        let worker = Worker::start("oidc-keys", "key refresh")?;
        let keeper = Arc::new(Keeper::new(jwt.clock()));
        let refresh = Refresh {
            issuer: at.issuer,
            source,
            exchange: Exchange { fetcher, clock: jwt.clock(), longest_wait: LONGEST_WAIT },
            keeper: Arc::clone(&keeper),
            algorithms: jwt.algorithms().to_vec(),
            replace: Box::new({
                let jwt = jwt.clone();
                move |keys| jwt.replace_fetched(keys)
            }),
        };
        drop(worker.run(refresh.run()));
        Ok(Oidc(Arc::new(Inner { jwt, keeper, _worker: worker })))
    }

    fn with(mut self, set: impl FnOnce(JwtBuilder<Id>) -> JwtBuilder<Id>) -> Self {
        self.jwt = set(self.jwt);
        self
    }
}

impl At {
    fn source(&self) -> Result<Source, ConfigError> {
        if let Some(keys) = &self.keys {
            return address("jwks_url", keys, self.http_on_loopback).map(Source::fixed);
        }
        let url = address("issuer", &self.issuer, self.http_on_loopback)?;
        if url.query().is_some() {
            return Err(ConfigError::new("issuer", &self.issuer, "must not have a query (RFC 8414 2)"));
        }
        Ok(Source::discovered(self.issuer.clone(), url, self.http_on_loopback))
    }
}

impl<Id> fmt::Debug for OidcBuilder<Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OidcBuilder").field(&self.jwt).finish()
    }
}
