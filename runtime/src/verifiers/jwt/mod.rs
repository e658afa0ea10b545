//! Access tokens as JWT (feature `jwt`).

mod algorithm;
mod builder;
mod cache;
mod claims;
mod clock;
mod engine;
mod fault;
mod json;
mod keys;
mod made;
mod profile;
mod rules;
mod scopes;
mod token;

pub use algorithm::JwtAlgorithm;
pub use builder::JwtBuilder;
#[cfg(feature = "test-util")]
pub use clock::TestClock;
pub use keys::{JwtKey, JwtKeys};
pub use profile::JwtProfile;

use std::{fmt, sync::Arc};

use self::{
    cache::TokenCache,
    clock::Clock,
    fault::Fault,
    keys::{KeySet, KeyStore},
    made::Made,
    rules::Rules,
};
use crate::{
    decision::SyncVerifier,
    rejection::VerifyError,
    request::{Bearer, scheme},
    vocabulary::{ConfigError, Identity},
};

/// Verifies access tokens that are JWTs (RFC 7519, RFC 9068), with keys that the application has. It is a [`SyncVerifier`]. See
/// [JWT](crate::guide::_16_jwt).
///
/// ```
/// use requires_auth::{Authenticator, verifiers::{Jwt, JwtAlgorithm, JwtKey}};
///
/// # let pem = "-----BEGIN PUBLIC KEY-----\n\
/// #            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n\
/// #            6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n\
/// #            -----END PUBLIC KEY-----\n";
/// let verifier = Jwt::issuer("https://login.example.com")
///     .audience("https://api.example.com")
///     .key(JwtKey::pem(JwtAlgorithm::Es256, pem)?.kid("2026-01"))
///     .build()?;
/// let auth = Authenticator::new(verifier);
/// # let _: Authenticator = auth;
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
///
/// # What it checks
///
/// In this order: sizes (a token of 8192 bytes, a header of 4096, 64 claims, 16 levels); three parts of strict base64url; the header
/// (no name twice, `typ`, no `crit`, `b64`, `zip` or `enc`, no nested token); the key, by `kid` and `alg`; the signature; the claims:
/// no name twice at any depth, types, issuer, audience, `exp`, `nbf`, `iat`, the subject, scopes. A token that is bound to a client's
/// key or certificate (`cnf`) is rejected, because this verifier cannot check that.
///
/// The client learns only that the token is invalid, or that it has expired. With feature `tracing`, the event of the rejection has
/// the reason in `source`, such as ``wrong_audience: expected `https://api.example.com`, found `account` ``.
///
/// # What it costs
///
/// A token that was verified is accepted again without a signature check [for 5 minutes](JwtBuilder::cache_max_age), without an
/// allocation. Its expiry is checked each time. [Other keys](Self::replace_keys) empty the cache.
pub struct Jwt<Id = Identity>(Arc<Inner<Id>>);

struct Inner<Id> {
    rules: Rules,
    keys: KeyStore,
    cache: Option<TokenCache<Id>>,
    made: Made<Id>,
    clock: Clock,
    scheme: scheme::Bearer,
}

impl Jwt<Identity> {
    /// Starts building a verifier for tokens of this issuer: its name exactly as it is in the `iss` of tokens (RFC 7519 4.1.1). A
    /// slash at the end counts.
    pub fn issuer(issuer: impl Into<String>) -> JwtBuilder {
        JwtBuilder::new(Some(issuer.into()))
    }

    /// Starts building a verifier for tokens that name any issuer, or none. The keys alone decide, so they must belong to one issuer
    /// only.
    pub fn without_issuer() -> JwtBuilder {
        JwtBuilder::new(None)
    }
}

impl<Id: Clone> Jwt<Id> {
    /// Replaces the keys, and forgets all tokens that were verified with the old ones. Requests meanwhile are verified with the old
    /// keys or with the new ones. Takes a list of keys, or a JWK set:
    ///
    /// ```
    /// use requires_auth::verifiers::{Jwt, JwtKeys};
    ///
    /// # let old = r#"{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "1", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    /// # let new = r#"{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "2", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    /// let verifier = Jwt::issuer("https://login.example.com").audience("shop").keys(JwtKeys::jwk_set(old)?).build()?;
    /// verifier.replace_keys(JwtKeys::jwk_set(new)?)?;
    /// # Ok::<(), requires_auth::ConfigError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if there is no key, if two of them have one `kid` and algorithm, or if more than 8 of one algorithm have
    /// no `kid`. The old keys stay.
    pub fn replace_keys(&self, keys: impl IntoIterator<Item = JwtKey>) -> Result<(), ConfigError> {
        let has_changed = self.0.keys.replace(KeySet::new(keys.into_iter().collect())?);
        if let Some(cache) = self.0.cache.as_ref().filter(|_| has_changed) {
            cache.clear();
        }
        Ok(())
    }
}

/// An identity of a token, with what the cache must know.
struct Verified<Id> {
    id: Id,
    window: rules::Window,
    bytes: usize,
}

impl<Id: Clone> Inner<Id> {
    fn verify(&self, token: Bearer<'_>) -> Result<Id, VerifyError> {
        let now = self.clock.now().ok_or_else(|| VerifyError::unavailable("the clock of this machine is not set"))?;
        let Some(cache) = &self.cache else {
            return self
                .verify_anew(token.expose(), &self.keys.snapshot(), now)
                .map(|verified| verified.id)
                .map_err(|fault| Arc::new(fault).into_error());
        };
        match cache.find(token.as_bytes(), self.keys.generation(), now) {
            Some(Ok(id)) => return Ok(id),
            Some(Err(fault)) => return Err(fault.into_error()),
            None => {}
        }
        // An entry is of these keys, whatever the present ones are when it is stored.
        let keys = self.keys.snapshot();
        match self.verify_anew(token.expose(), &keys, now) {
            Ok(Verified { id, window, bytes }) => {
                cache.keep(token.as_bytes(), keys.generation, now, window, &id, bytes);
                Ok(id)
            }
            Err(fault) => {
                let fault = Arc::new(fault);
                cache.keep_rejected(token.as_bytes(), keys.generation, now, &fault);
                Err(fault.into_error())
            }
        }
    }

    fn verify_anew(&self, token: &str, keys: &KeySet, now: clock::Time) -> Result<Verified<Id>, Fault> {
        let (accepted, payload) = self.rules.check(token, keys, now)?;
        let id = self.made.make(&accepted, &payload)?;
        let bytes = self.made.bytes(&id, &payload);
        Ok(Verified { id, window: accepted.window, bytes })
    }
}

impl<Id: Clone + Send + Sync + 'static> SyncVerifier for Jwt<Id> {
    type Scheme = scheme::Bearer;
    type Identity = Id;

    fn scheme(&self) -> &scheme::Bearer {
        &self.0.scheme
    }

    fn verify<'a>(&'a self, token: Bearer<'a>) -> Result<Id, VerifyError> {
        self.0.verify(token)
    }
}

impl<Id> Clone for Jwt<Id> {
    /// Copies the handle: both share keys and cache.
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<Id> fmt::Debug for Jwt<Id> {
    /// Prints issuer and audiences.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rules { issuer, audiences, .. } = &self.0.rules;
        f.debug_struct("Jwt").field("issuer", issuer).field("audiences", audiences).finish_non_exhaustive()
    }
}
