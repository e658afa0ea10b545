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
#[cfg(any(feature = "introspection", feature = "oidc"))]
pub(in crate::verifiers) use clock::Clock;
#[cfg(feature = "test-util")]
pub use clock::TestClock;
#[cfg(feature = "oidc")]
pub(in crate::verifiers) use clock::Time;
#[cfg(feature = "oidc")]
pub(in crate::verifiers) use fault::Cut;
#[cfg(any(feature = "introspection", feature = "oidc"))]
pub(in crate::verifiers) use json::{Json, NotStrict, Object};
#[cfg(feature = "oidc")]
pub(in crate::verifiers) use keys::LONGEST_SET;
pub use keys::{JwtKey, JwtKeys};
pub use profile::JwtProfile;

use std::{fmt, sync::Arc, time::SystemTime};

#[cfg(not(any(feature = "introspection", feature = "oidc")))]
use self::clock::Clock;
#[cfg(not(feature = "oidc"))]
use self::clock::Time;
use self::{
    cache::TokenCache,
    fault::{Fault, FaultReason},
    keys::{KeySet, KeyStore},
    made::Made,
    rules::Rules,
};
use super::in_cookie::InCookie;
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
/// the reason in `source`, such as ``wrong_audience: expected `https://api.example.com`, found `account`: request the
/// token for this API, or correct the configured audience``.
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
    /// no `kid`, or if none is for one of the listed [`algorithms`](JwtBuilder::algorithms). The old keys stay.
    pub fn replace_keys(&self, keys: impl IntoIterator<Item = JwtKey>) -> Result<(), ConfigError> {
        self.0.replace_keys(KeySet::new(keys.into_iter().collect(), &self.0.rules.algorithms)?);
        Ok(())
    }

    /// Returns a verifier of the tokens in a session cookie, which shares keys and cache with this one. The rules of session cookies
    /// hold: a write from another site is rejected before the token is looked at, see [browsers](crate::guide::_07_browsers).
    ///
    /// ```
    /// use requires_auth::{Authenticator, scheme, verifiers::{Jwt, JwtAlgorithm, JwtKey}};
    ///
    /// const SESSION: scheme::SessionCookie = scheme::SessionCookie::named("__Host-session");
    ///
    /// # let key = JwtKey::secret(JwtAlgorithm::Hs256, [7; 32])?;
    /// let verifier = Jwt::issuer("https://login.example.com").audience("shop").key(key).build()?;
    /// // Browsers send the token in the cookie, other clients in `Authorization`.
    /// let auth: Authenticator = Authenticator::builder(verifier.clone()).or(verifier.in_cookie(SESSION)).build()?;
    /// # let _ = auth;
    /// # Ok::<(), requires_auth::ConfigError>(())
    /// ```
    #[must_use]
    pub fn in_cookie(self, cookie: scheme::SessionCookie) -> InCookie<Self> {
        InCookie { verifier: self, cookie }
    }
}

/// For verifiers that ask the issuer.
#[cfg(any(feature = "introspection", feature = "oidc"))]
impl<Id: Clone> Jwt<Id> {
    /// Returns the time of the verifier's clock.
    pub(in crate::verifiers) fn now(&self) -> Result<Time, VerifyError> {
        self.0.now()
    }

    /// Returns what is remembered of a token.
    pub(in crate::verifiers) fn cached(&self, token: Bearer<'_>, now: Time) -> Option<Result<Id, VerifyError>> {
        let cache = self.0.cache.as_ref()?;
        match cache.find(token.as_bytes(), self.0.keys.generation(), now)? {
            Ok(id) => Some(Ok(id)),
            // By this clock. The issuer decides by its own.
            Err(fault) if self.0.rules.is_introspected && fault.reason == FaultReason::Expired => None,
            Err(fault) => Some(Err(fault.into_error())),
        }
    }

    pub(in crate::verifiers) fn scheme(&self) -> &scheme::Bearer {
        &self.0.scheme
    }

    pub(in crate::verifiers) fn clock(&self) -> Clock {
        self.0.clock.clone()
    }

    pub(in crate::verifiers) fn reading(&self) -> Option<SystemTime> {
        self.0.clock.reading()
    }
}

/// For a verifier whose keys come from elsewhere.
#[cfg(feature = "oidc")]
impl<Id: Clone> Jwt<Id> {
    pub(in crate::verifiers) fn verify_at(&self, token: Bearer<'_>, now: Time) -> Result<Id, RejectedToken> {
        self.0.verify(token, now)
    }

    /// Replaces the keys, of which there may be none. Returns whether they differ from the ones before.
    pub(in crate::verifiers) fn replace_fetched(&self, keys: JwtKeys) -> Result<bool, ConfigError> {
        let keys: Vec<_> = keys.into_iter().collect();
        let algorithms = &self.0.rules.algorithms;
        Ok(self.0.replace_keys(if keys.is_empty() { KeySet::default() } else { KeySet::new(keys, algorithms)? }))
    }

    /// Returns the algorithms that are listed.
    pub(in crate::verifiers) fn algorithms(&self) -> &[JwtAlgorithm] {
        &self.0.rules.algorithms
    }

    /// Returns the issuer, if it was not waived.
    pub(in crate::verifiers) fn issuer_name(&self) -> Option<&str> {
        self.0.rules.issuer.as_deref()
    }
}

/// For a verifier that has the claims from the issuer.
#[cfg(feature = "introspection")]
impl<Id: Clone> Jwt<Id> {
    /// Decides by what the issuer says about a token, and remembers it.
    pub(in crate::verifiers) fn decide(&self, token: &[u8], answer: &Answer<'_>, now: Time) -> Result<Id, VerifyError> {
        let Inner { rules, made, cache, .. } = &*self.0;
        let decided = match answer {
            Answer::Inactive => {
                Err(Fault::new(FaultReason::Inactive, "the issuer says so: expired, revoked, or not one of its tokens"))
            }
            Answer::Active(claims) => {
                rules.check_claims(claims, now).and_then(|accepted| Ok((made.make(&accepted, claims)?, accepted.window)))
            }
        };
        match decided {
            Ok((id, window)) => {
                // RFC 7662 4: not beyond the expiry, however the clocks differ.
                let window = window.ending_early(rules.leeway);
                if let Some(cache) = cache.as_ref().filter(|_| window.check(now).is_ok()) {
                    cache.keep(token, 0, now, window, &id, made.bytes(&id, claims_of(answer)));
                }
                Ok(id)
            }
            // It is not the token that breaks a rule.
            Err(fault) if matches!(fault.reason, FaultReason::MalformedClaims | FaultReason::InvalidClaim) => {
                Err(VerifyError::unavailable(format!("introspection_failed: {}", fault.detail())))
            }
            Err(fault) => {
                let fault = Arc::new(fault);
                if let Some(cache) = cache {
                    cache.keep_rejected(token, 0, now, &fault);
                }
                Err(fault.into_error())
            }
        }
    }
}

/// What an issuer says about a token (RFC 7662 2.2).
#[cfg(feature = "introspection")]
pub(in crate::verifiers) enum Answer<'a> {
    Inactive,
    /// With the answer itself.
    Active(&'a [u8]),
}

#[cfg(feature = "introspection")]
const fn claims_of<'a>(answer: &Answer<'a>) -> &'a [u8] {
    match answer {
        Answer::Inactive => &[],
        Answer::Active(claims) => claims,
    }
}

/// Returns the issuer that a token names. Nothing of the token is verified: anybody can write it.
#[cfg(feature = "oidc")]
pub(in crate::verifiers) fn unverified_issuer(token: Bearer<'_>) -> Option<String> {
    let payload = token::Parts::of(token.expose(), token.as_bytes().len()).ok()?.payload()?;
    match Object::read(&payload).ok()?.get("iss") {
        Some(Json::String(issuer)) => Some(issuer.clone().into_owned()),
        _ => None,
    }
}

/// Why a token is rejected.
pub(in crate::verifiers) struct RejectedToken {
    pub(in crate::verifiers) error: VerifyError,
    /// With other keys the token may be valid.
    #[cfg_attr(not(feature = "oidc"), allow(dead_code, reason = "only who fetches keys asks"))]
    pub(in crate::verifiers) has_unknown_key: bool,
}

impl From<Arc<Fault>> for RejectedToken {
    fn from(fault: Arc<Fault>) -> Self {
        Self { has_unknown_key: fault.reason == FaultReason::UnknownKey, error: fault.into_error() }
    }
}

/// An identity of a token, with what the cache must know.
struct Verified<Id> {
    id: Id,
    window: rules::Window,
    bytes: usize,
}

impl<Id: Clone> Inner<Id> {
    fn now(&self) -> Result<Time, VerifyError> {
        self.clock.now().ok_or_else(|| VerifyError::unavailable("the clock of this machine is not set"))
    }

    fn replace_keys(&self, keys: KeySet) -> bool {
        let has_changed = self.keys.replace(keys);
        if let Some(cache) = self.cache.as_ref().filter(|_| has_changed) {
            cache.clear();
        }
        has_changed
    }

    fn verify(&self, token: Bearer<'_>, now: Time) -> Result<Id, RejectedToken> {
        let Some(cache) = &self.cache else {
            return self
                .verify_anew(token.expose(), &self.keys.snapshot(), now)
                .map(|verified| verified.id)
                .map_err(|fault| Arc::new(fault).into());
        };
        match cache.find(token.as_bytes(), self.keys.generation(), now) {
            Some(Ok(id)) => return Ok(id),
            Some(Err(fault)) => return Err(fault.into()),
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
                Err(fault.into())
            }
        }
    }

    fn verify_anew(&self, token: &str, keys: &KeySet, now: Time) -> Result<Verified<Id>, Fault> {
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
        let now = self.0.now()?;
        self.0.verify(token, now).map_err(|rejected| rejected.error)
    }

    fn clock_reading(&self) -> Option<SystemTime> {
        self.0.clock.reading()
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
