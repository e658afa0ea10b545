//! Access tokens as JWT, with the keys that an identity provider publishes (feature `oidc`).

mod builder;
mod issuers;
mod keeper;
mod refresh;
mod source;
mod status;

pub use builder::OidcBuilder;
pub use issuers::OidcIssuers;
pub use status::OidcStatus;

use std::{fmt, sync::Arc, time::SystemTime};

use self::keeper::Keeper;
use super::{
    fetch::Worker,
    in_cookie::InCookie,
    jwt::{Jwt, RejectedToken},
};
use crate::{
    decision::Verifier,
    rejection::VerifyError,
    request::{Bearer, scheme},
    vocabulary::{ConfigError, Identity},
};

/// Verifies access tokens of an identity provider: JWTs, with the keys that the provider publishes (`OpenID` Connect Discovery, RFC 8414).
/// It is a [`Verifier`]. See [identity providers](crate::guide::_17_identity_providers).
///
/// ```
/// use requires_auth::{Authenticator, verifiers::Oidc};
///
/// let verifier = Oidc::issuer("https://login.example.com").audience("https://api.example.com").build()?;
/// // Before the server starts, if the first requests shall not get a 503: `verifier.ready().await`.
/// let auth = Authenticator::new(verifier);
/// # let _: Authenticator = auth;
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
///
/// Tokens are checked as by [`Jwt`], with the same cache.
///
/// # Keys
///
/// [`build`](OidcBuilder::build) starts a thread that fetches the keys, and fetches them again from time to time. It needs no async
/// runtime of the application. It ends with the last clone of the verifier. A process that is forked later does not have the thread: there
/// the response is 503, after a minute at most. Build the verifier after the fork.
///
/// - Until the first keys are there, the response is 503 with `Retry-After`. The thread tries again after 1 second, then 2, and so on up
///   to 60.
/// - They are fetched again after the time that the provider allows to cache them (`Cache-Control: max-age`), between 1 minute and 1
///   hour; 10 minutes if it says nothing.
/// - A token with an unknown key (`kid`) makes the thread fetch them at once, unless a token did so within the last 30 seconds.
///   The request waits for that fetch. If the
///   key is still unknown, the response is 401; if the keys could not be fetched, it is 503.
/// - If the provider is down, the last keys stay in use for 24 hours. After that the response is 503. If it publishes a set without
///   any key that can be used, all keys are withdrawn, and the response is 503 at once.
///
/// [`status`](Self::status) says which of these is the case.
pub struct Oidc<Id = Identity>(Arc<Inner<Id>>);

struct Inner<Id> {
    jwt: Jwt<Id>,
    keeper: Arc<Keeper>,
    /// Its thread ends with it.
    _worker: Worker,
}

impl Oidc<Identity> {
    /// Starts building a verifier for tokens of this issuer: its name exactly as in the `iss` of tokens. Its discovery document
    /// is below this address. A slash at the end counts.
    pub fn issuer(issuer: impl Into<String>) -> OidcBuilder {
        OidcBuilder::new(issuer.into())
    }
}

impl<Id: Clone + Send + Sync + 'static> Oidc<Id> {
    /// Combines verifiers of several issuers for one place of the request. The issuer that a token names chooses the verifier, which then
    /// decides alone: with its keys and its audience.
    ///
    /// ```
    /// use requires_auth::{Authenticator, verifiers::Oidc};
    ///
    /// let staff = Oidc::issuer("https://staff.example.com").audience("https://api.example.com").build()?;
    /// let partners = Oidc::issuer("https://partners.example.com").audience("https://api.example.com").build()?;
    /// let auth = Authenticator::new(Oidc::any_of([staff, partners])?);
    /// # let _: Authenticator = auth;
    /// # Ok::<(), requires_auth::ConfigError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if there is none, if two have one issuer, and if they read tokens from different places.
    pub fn any_of(verifiers: impl IntoIterator<Item = Self>) -> Result<OidcIssuers<Id>, ConfigError> {
        OidcIssuers::new(verifiers.into_iter().collect())
    }

    /// Returns a verifier of the tokens in a session cookie, which shares keys, cache and thread with this one: see
    /// [`Jwt::in_cookie`](super::Jwt::in_cookie).
    #[must_use]
    pub fn in_cookie(self, cookie: scheme::SessionCookie) -> InCookie<Self> {
        InCookie { verifier: self, cookie }
    }

    /// Waits until there are keys. It does not end if the provider is down, so bound the time if you must. Any async runtime can poll it.
    pub async fn ready(&self) {
        self.0.keeper.ready().await;
    }

    /// Returns what is known of the keys: for health checks.
    #[must_use]
    pub fn status(&self) -> OidcStatus {
        self.0.keeper.status()
    }
}

impl<Id: Clone> Inner<Id> {
    /// Verifies a token with the keys of this moment.
    fn verify(&self, token: Bearer<'_>) -> Result<Id, RejectedToken> {
        let certain = |error| RejectedToken { error, has_unknown_key: false };
        let now = self.jwt.now().map_err(certain)?;
        self.keeper.check(now).map_err(certain)?;
        self.jwt.verify_at(token, now)
    }
}

impl<Id: Clone> Oidc<Id> {
    fn name(&self) -> Option<&str> {
        self.0.jwt.issuer_name()
    }

    /// Returns the identity of a token that was verified before, with keys that may be used.
    fn cached(&self, token: Bearer<'_>) -> Option<Result<Id, VerifyError>> {
        let now = self.0.jwt.now().ok()?;
        self.0.keeper.check(now).ok()?;
        self.0.jwt.cached(token, now)
    }
}

impl<Id: Clone + Send + Sync + 'static> Verifier for Oidc<Id> {
    type Scheme = scheme::Bearer;
    type Identity = Id;

    fn scheme(&self) -> &scheme::Bearer {
        self.0.jwt.scheme()
    }

    async fn verify(&self, token: Bearer<'_>) -> Result<Id, VerifyError> {
        let Inner { keeper, .. } = &*self.0;
        keeper.check_process()?;
        // Before the keys are looked at: if they are fetched meanwhile, they are looked at again.
        let seen = keeper.attempts();
        match self.0.verify(token) {
            Err(rejected) if rejected.has_unknown_key => {}
            certain => return certain.map_err(|rejected| rejected.error),
        }
        keeper.refetched(seen).await?;
        self.0.verify(token).map_err(|rejected| rejected.error)
    }

    fn may_verify_at_once(&self) -> bool {
        true
    }

    fn verify_at_once(&self, token: Bearer<'_>) -> Option<Result<Id, VerifyError>> {
        match self.0.verify(token) {
            Err(rejected) if rejected.has_unknown_key => None,
            certain => Some(certain.map_err(|rejected| rejected.error)),
        }
    }

    fn clock_reading(&self) -> Option<SystemTime> {
        self.0.jwt.reading()
    }
}

impl<Id> Clone for Oidc<Id> {
    /// Copies the handle: both share keys, cache and thread.
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<Id> fmt::Debug for Oidc<Id> {
    /// Prints issuer and audiences.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Oidc").field(&self.0.jwt).finish()
    }
}
