//! What a `Jwt` verifier accepts, set before it starts.

use std::{fmt, sync::Arc, time::Duration};

use serde::de::DeserializeOwned;

#[cfg(feature = "test-util")]
use super::clock::TestClock;
use super::{
    Inner, Jwt,
    algorithm::JwtAlgorithm,
    cache::{Limits, TokenCache},
    claims::is_name,
    clock::Clock,
    keys::{JwtKey, JwtKeys, KeySet, KeyStore},
    made::Made,
    profile::JwtProfile,
    rules::Rules,
    scopes::ScopeSource,
};
use crate::{
    request::scheme,
    vocabulary::{ConfigError, Identity},
};

/// The maximum difference of clocks that may be tolerated.
const LONGEST_LEEWAY: Duration = Duration::from_secs(300);

/// Sets what a [`Jwt`] verifier accepts: see [`Jwt::issuer`]. The setters do not fail: [`build`](Self::build) returns the first
/// invalid value.
#[must_use]
pub struct JwtBuilder<Id = Identity> {
    issuer: Option<String>,
    audiences: Vec<String>,
    without_audience: bool,
    keys: Vec<JwtKey>,
    algorithms: Vec<JwtAlgorithm>,
    without_algorithm: bool,
    profile: JwtProfile,
    leeway: Duration,
    longest_life: Option<Duration>,
    subject: String,
    scopes: Vec<String>,
    cache: Limits,
    scheme: scheme::Bearer,
    clock: Clock,
    made: Made<Id>,
    is_introspected: bool,
}

impl JwtBuilder<Identity> {
    pub(super) fn new(issuer: Option<String>) -> Self {
        Self {
            issuer,
            audiences: Vec::new(),
            without_audience: false,
            keys: Vec::new(),
            algorithms: Vec::new(),
            without_algorithm: false,
            profile: JwtProfile::default(),
            leeway: Duration::from_secs(60),
            longest_life: None,
            subject: "sub".to_owned(),
            scopes: Vec::new(),
            cache: Limits::default(),
            scheme: scheme::Bearer::new(),
            clock: Clock::default(),
            made: Made::identity(),
            is_introspected: false,
        }
    }

    /// Reads the claims as a `T`, which [`Identity::claim`] returns. Tokens whose claims do not fit are invalid. `T` may be any type
    /// that serde deserialises; its fields are claims by name. A second call adds another type.
    pub fn claims<T: DeserializeOwned + Send + Sync + 'static>(mut self) -> Self {
        self.made.add::<T>();
        self
    }

    /// Makes the claims, read as a `T`, the identity itself. Handlers take an `Arc<T>`, which is cheap to clone. If they demand
    /// scopes, implement [`HasScopes`](crate::HasScopes) for `T`.
    pub fn identity<T: DeserializeOwned + Send + Sync + 'static>(self) -> JwtBuilder<Arc<T>> {
        JwtBuilder {
            issuer: self.issuer,
            audiences: self.audiences,
            without_audience: self.without_audience,
            keys: self.keys,
            algorithms: self.algorithms,
            without_algorithm: self.without_algorithm,
            profile: self.profile,
            leeway: self.leeway,
            longest_life: self.longest_life,
            subject: self.subject,
            scopes: self.scopes,
            cache: self.cache,
            scheme: self.scheme,
            clock: self.clock,
            made: Made::claims(),
            is_introspected: self.is_introspected,
        }
    }
}

impl<Id: Clone + Send + Sync + 'static> JwtBuilder<Id> {
    /// Accepts tokens for this audience: the name of this API at the issuer, exactly as it is in the `aud` of tokens (RFC 7519
    /// 4.1.3). A second call adds another one; a token must have one of them.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// Accepts tokens for any audience. **Every token of the issuer is then accepted here**, also one that another service received
    /// and passes on. Use it only if the issuer writes no `aud` (as Cognito), and check what it writes instead, with `only`.
    pub fn without_audience(mut self) -> Self {
        self.without_audience = true;
        self
    }

    /// Adds a key of the issuer.
    pub fn key(mut self, key: JwtKey) -> Self {
        self.keys.push(key);
        self
    }

    /// Adds the keys of a JWK set.
    pub fn keys(mut self, keys: JwtKeys) -> Self {
        self.keys.extend(keys);
        self
    }

    /// Accepts tokens of these algorithms only (RFC 8725 3.1), and ignores keys for others. Default: the algorithms of the keys. A second
    /// call adds to the list. An empty list is an error of [`build`](Self::build).
    ///
    /// An RSA JWK may have no `alg`. Without a list it is a key for RS256. With a list it is a key for each RSA algorithm in it, so that
    /// `algorithms([Rs256, Ps256])` accepts both algorithms from an issuer that publishes such keys.
    pub fn algorithms(mut self, algorithms: impl IntoIterator<Item = JwtAlgorithm>) -> Self {
        let mut algorithms = algorithms.into_iter().peekable();
        self.without_algorithm |= algorithms.peek().is_none();
        for algorithm in algorithms {
            if !self.algorithms.contains(&algorithm) {
                self.algorithms.push(algorithm);
            }
        }
        self
    }

    /// Sets what a token must contain. Default: [`JwtProfile::Generic`].
    pub fn profile(mut self, profile: JwtProfile) -> Self {
        self.profile = profile;
        self
    }

    /// Sets by how much the clocks of issuer and verifier may differ, for `exp`, `nbf` and `iat`. Default: 60 seconds. More than 300
    /// seconds is an error of [`build`](Self::build).
    pub fn leeway(mut self, difference: Duration) -> Self {
        self.leeway = difference;
        self
    }

    /// Rejects tokens that were issued for longer than this: from `iat`, or from now if there is none, to `exp`. Default: no limit.
    pub fn max_lifetime(mut self, time: Duration) -> Self {
        self.longest_life = Some(time);
        self
    }

    /// Reads the subject from another claim than `sub`, by name or path as in [`scopes_from`](Self::scopes_from). Default: `sub`. It
    /// must be a string.
    pub fn subject_from(mut self, claim: impl Into<String>) -> Self {
        self.subject = claim.into();
        self
    }

    /// Reads the scopes from this claim: a string of scopes separated by spaces, or a list of strings. Default: the string `scope`
    /// (RFC 8693 4.2); a list in `scope` is accepted only if it is chosen here.
    ///
    /// The claim is named, as `scp`, `roles` or `https://example.com/roles`, or given as a path through objects, as
    /// `realm_access.roles`. Names may contain dots themselves: of several places that the text describes, the one with the longest
    /// first name counts that holds a string or a list; places that hold something else do not hide it. If there is no place at all,
    /// the token has no scopes from it; if none of them holds a string or a list, it is invalid. A second call adds another claim.
    /// Items of a list that are not scope-tokens, such as roles with spaces, are ignored.
    pub fn scopes_from(mut self, claim: impl Into<String>) -> Self {
        self.scopes.push(claim.into());
        self
    }

    /// Sets how many verified tokens are cached at most. Default: 10000. Zero and more than 1048576 are errors of
    /// [`build`](Self::build). Fewer are cached if they reach [`cache_bytes`](Self::cache_bytes) before.
    pub fn cache_capacity(mut self, tokens: usize) -> Self {
        self.cache.tokens = tokens;
        self
    }

    /// Sets how many bytes the cached tokens may take. Default: 32 MiB. Less than 64 KiB, less than a token of the maximum length
    /// takes (about four times that length), and more than 4 GiB are errors of [`build`](Self::build).
    ///
    /// Counted are the token, the [`Identity`] and the tables of the cache. What claims take that are read as a type of the application
    /// ([`claims`](Self::claims), [`identity`](Self::identity)) cannot be measured: each such type counts as four times the length of the
    /// token's claims. Set a lower bound if yours takes more. A token that takes more than its part of the bound is not cached, and
    /// rejected tokens are remembered in 1 MiB beside it.
    pub fn cache_bytes(mut self, bytes: usize) -> Self {
        self.cache.bytes = bytes;
        self
    }

    /// Sets how long a verified token is accepted again without a signature check, but never beyond its expiry. Default: 5 minutes.
    /// More than a day is an error of [`build`](Self::build).
    pub fn cache_max_age(mut self, age: Duration) -> Self {
        self.cache.age = age;
        self
    }

    /// Verifies every token anew.
    pub fn without_cache(mut self) -> Self {
        self.cache.is_off = true;
        self
    }

    /// Sets the scheme: the realm, and the maximum length of a token (default: 8192 bytes).
    pub fn scheme(mut self, scheme: scheme::Bearer) -> Self {
        self.scheme = scheme;
        self
    }

    /// Takes the time from a clock that the test sets.
    #[cfg(feature = "test-util")]
    #[cfg_attr(docsrs, doc(cfg(feature = "test-util")))]
    pub fn clock(mut self, clock: &TestClock) -> Self {
        self.clock = Clock::Set(clock.clone());
        self
    }

    /// Builds the verifier.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if there is no key, if there is no audience and it was not waived by name, and for invalid values.
    pub fn build(mut self) -> Result<Jwt<Id>, ConfigError> {
        self.check()?;
        let keys = KeySet::new(std::mem::take(&mut self.keys), &self.algorithms)?;
        self.with_keys(keys)
    }

    /// Builds the verifier without a key: it rejects every token until it gets some.
    #[cfg(feature = "oidc")]
    pub(in crate::verifiers) fn build_without_keys(self) -> Result<Jwt<Id>, ConfigError> {
        self.check()?;
        self.with_keys(KeySet::default())
    }

    /// Builds what checks the answers of an issuer about its tokens. It keeps rejections for `age_of_rejected`.
    #[cfg(feature = "introspection")]
    pub(in crate::verifiers) fn build_introspected(mut self, age_of_rejected: Duration) -> Result<Jwt<Id>, ConfigError> {
        self.check()?;
        self.is_introspected = true;
        self.cache.age_of_rejected = age_of_rejected;
        self.with_keys(KeySet::default())
    }

    /// Sets the issuer.
    #[cfg(feature = "introspection")]
    pub(in crate::verifiers) fn named(mut self, issuer: String) -> Self {
        self.issuer = Some(issuer);
        self
    }

    fn with_keys(self, keys: KeySet) -> Result<Jwt<Id>, ConfigError> {
        let cache = TokenCache::new(&self.cache, self.scheme.max_length)?;
        let rules = Rules {
            longest: self.scheme.max_length,
            profile: self.profile,
            algorithms: self.algorithms,
            issuer: self.issuer,
            audiences: self.audiences,
            leeway: self.leeway.as_secs_f64(),
            longest_life: self.longest_life.map(|life| life.as_secs_f64()),
            subject: self.subject,
            is_introspected: self.is_introspected,
            scopes: if self.scopes.is_empty() { ScopeSource::Standard } else { ScopeSource::Paths(self.scopes) },
        };
        let keys = KeyStore::new(keys);
        Ok(Jwt(Arc::new(Inner { rules, keys, cache, made: self.made, clock: self.clock, scheme: self.scheme })))
    }

    fn check(&self) -> Result<(), ConfigError> {
        const NAME: &str = "must not be empty, and have no white space at its ends and no control characters";
        let is_name = |text: &str| is_name(text) && text.trim() == text;
        if let Some(issuer) = self.issuer.as_deref().filter(|issuer| !is_name(issuer)) {
            return Err(ConfigError::new("issuer", issuer, NAME));
        }
        if let Some(audience) = self.audiences.iter().find(|audience| !is_name(audience)) {
            return Err(ConfigError::new("audience", audience, NAME));
        }
        match (self.audiences.first(), self.without_audience) {
            (None, false) => {
                let rule = "name the audience of this API: without one, tokens for every other service of the issuer would be \
                            accepted here; `without_audience()` waives it";
                return Err(ConfigError::bare("audience", rule));
            }
            (Some(audience), true) => {
                return Err(ConfigError::new("audience", audience, "is set and waived: remove one of the two"));
            }
            _ => {}
        }
        if self.without_algorithm {
            return Err(ConfigError::bare("algorithms", "list at least one: every token would be rejected"));
        }
        if self.leeway > LONGEST_LEEWAY {
            let rule = "must be at most 300 seconds: synchronise the clocks instead";
            return Err(ConfigError::placed("leeway", format!("{} seconds", self.leeway.as_secs()), rule));
        }
        if self.longest_life.is_some_and(|life| life.is_zero()) {
            return Err(ConfigError::bare("maximum lifetime", "must not be zero: every token would be rejected"));
        }
        if let Some(path) = self.scopes.iter().chain([&self.subject]).find(|path| !is_name(path)) {
            return Err(ConfigError::new("claim", path, NAME));
        }
        Ok(())
    }
}

impl<Id> fmt::Debug for JwtBuilder<Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtBuilder").field("issuer", &self.issuer).field("audiences", &self.audiences).finish_non_exhaustive()
    }
}
