//! Opaque access tokens, about which the issuer is asked (feature `introspection`).

mod asker;
mod builder;
mod client;

pub use builder::IntrospectionBuilder;

use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use tokio::sync::Semaphore;

use self::asker::Asker;
use super::{
    fetch::{FORKED, Worker},
    in_cookie::InCookie,
    jwt::Jwt,
};
use crate::{
    decision::Verifier,
    rejection::VerifyError,
    request::{Bearer, scheme},
    vocabulary::Identity,
};

/// How many tokens the issuer is asked about at a time, and how many requests may wait for that.
const MOST_ASKED: usize = 64;
const MOST_WAITING: usize = 256;

/// Verifies access tokens by asking their issuer (OAuth 2.0 Token Introspection, RFC 7662): for opaque tokens, and for tokens
/// that must be revocable within seconds. It is a [`Verifier`]. See
/// [introspection](crate::guide::_17_identity_providers#introspection).
///
/// ```
/// use requires_auth::{Authenticator, verifiers::Introspection};
///
/// # let secret = "secret";
/// let verifier = Introspection::endpoint("https://login.example.com/introspect")
///     .client_secret_basic("items-api", secret)
///     .audience("https://api.example.com")
///     .build()?;
/// let auth = Authenticator::new(verifier);
/// # let _: Authenticator = auth;
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
///
/// # What it checks
///
/// The answer must be JSON without duplicate names, with `active`. If that is `true`, the rest is checked as the claims of a
/// [`Jwt`](super::Jwt): audience, subject, scopes; `iss`, `exp`, `nbf` and `iat` if they are there. A token that is bound to a client's key
/// or certificate (`cnf`) is rejected, and so is one that the answer calls a refresh token.
///
/// The response is 503 if the issuer does not respond in time, with another status than 200, or with anything else than such an answer.
///
/// # What it costs
///
/// One request to the issuer for each token, remembered for [30 seconds](IntrospectionBuilder::cache_max_age), rejections for 10.
/// A revoked token is accepted until its answer is forgotten. At most 64 questions are sent at a time; 256 further requests wait
/// for that, and more
/// get a 503. A client that hangs up does not cancel a question that was sent: its answer is remembered.
///
/// The questions are asked in a thread of the verifier, which ends with its last clone. The application may have any async runtime. A process
/// that is forked later does not have the thread, so build the verifier after the fork.
pub struct Introspection<Id = Identity>(Arc<Inner<Id>>);

struct Inner<Id> {
    jwt: Jwt<Id>,
    asker: Arc<Asker<Id>>,
    asked: Arc<Semaphore>,
    waiting: Semaphore,
    worker: Worker,
}

impl<Id> Inner<Id> {
    fn new(jwt: Jwt<Id>, asker: Arc<Asker<Id>>, worker: Worker) -> Self {
        Self { jwt, asker, asked: Arc::new(Semaphore::new(MOST_ASKED)), waiting: Semaphore::new(MOST_WAITING), worker }
    }
}

impl Introspection<Identity> {
    /// Starts building a verifier that asks this endpoint, an `https` URL: the `introspection_endpoint` of the issuer's metadata.
    pub fn endpoint(url: impl Into<String>) -> IntrospectionBuilder {
        IntrospectionBuilder::new(url.into())
    }
}

impl<Id: Clone + Send + Sync + 'static> Introspection<Id> {
    /// Returns a verifier of the tokens in a session cookie, which shares cache and thread with this one: see
    /// [`Jwt::in_cookie`](super::Jwt::in_cookie).
    #[must_use]
    pub fn in_cookie(self, cookie: scheme::SessionCookie) -> InCookie<Self> {
        InCookie { verifier: self, cookie }
    }
}

impl<Id: Clone + Send + Sync + 'static> Inner<Id> {
    /// Returns what is remembered of a token.
    fn known(&self, token: Bearer<'_>) -> Option<Result<Id, VerifyError>> {
        match self.jwt.now() {
            Ok(now) => self.jwt.cached(token, now),
            Err(error) => Some(Err(error)),
        }
    }

    async fn ask(&self, token: Bearer<'_>) -> Result<Id, VerifyError> {
        if !self.worker.is_here() {
            return Err(VerifyError::unavailable(FORKED));
        }
        let busy = || {
            VerifyError::unavailable("introspection_busy: 64 questions are asked, and 256 wait")
                .retry_after(Duration::from_secs(1))
        };
        // Neither is closed ever, so an error would be a bug.
        let waiting = self.waiting.try_acquire().map_err(|_| busy())?;
        let permit = Arc::clone(&self.asked).acquire_owned().await.map_err(|_| busy())?;
        drop(waiting);
        // Meanwhile another request may have asked about the same token.
        if let Some(known) = self.known(token) {
            return known;
        }
        let (asker, token) = (Arc::clone(&self.asker), token.expose().to_owned());
        let answer = self.worker.run(async move {
            // Held by the question, not by the request, which a client can end.
            let _permit = permit;
            asker.ask(&token).await
        });
        answer
            .await
            .unwrap_or_else(|_| Err(VerifyError::unavailable("introspection_failed: the question was not asked to its end")))
    }
}

impl<Id: Clone + Send + Sync + 'static> Verifier for Introspection<Id> {
    type Scheme = scheme::Bearer;
    type Identity = Id;

    fn scheme(&self) -> &scheme::Bearer {
        self.0.jwt.scheme()
    }

    async fn verify(&self, token: Bearer<'_>) -> Result<Id, VerifyError> {
        match self.verify_at_once(token) {
            Some(known) => known,
            None => self.0.ask(token).await,
        }
    }

    fn may_verify_at_once(&self) -> bool {
        true
    }

    fn verify_at_once(&self, token: Bearer<'_>) -> Option<Result<Id, VerifyError>> {
        self.0.known(token)
    }

    fn clock_reading(&self) -> Option<SystemTime> {
        self.0.jwt.reading()
    }
}

impl<Id> Clone for Introspection<Id> {
    /// Copies the handle: both share cache and thread.
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<Id> fmt::Debug for Introspection<Id> {
    /// Prints the audiences, and no secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Introspection").field(&self.0.jwt).finish()
    }
}
