//! Several issuers, each with its own keys.

use std::{fmt, sync::Arc, time::SystemTime};

use super::Oidc;
use crate::{
    decision::Verifier,
    rejection::VerifyError,
    request::{Bearer, Scheme as _, scheme},
    verifiers::{in_cookie::InCookie, jwt::unverified_issuer},
    vocabulary::{ConfigError, Identity},
};

/// Verifies tokens of several issuers: see [`Oidc::any_of`]. It is a [`Verifier`].
pub struct OidcIssuers<Id = Identity> {
    first: Oidc<Id>,
    others: Arc<[Oidc<Id>]>,
}

impl<Id: Clone + Send + Sync + 'static> OidcIssuers<Id> {
    pub(super) fn new(verifiers: Vec<Oidc<Id>>) -> Result<Self, ConfigError> {
        for (position, one) in verifiers.iter().enumerate() {
            let fault = |rule| Err(ConfigError::placed("issuers", format!("number {}", position + 1), rule));
            let (earlier, _) = verifiers.split_at_checked(position).unwrap_or_default();
            if earlier.iter().any(|other| other.name() == one.name()) {
                return fault("has the issuer of an earlier one: which of them decides?");
            }
            if earlier.first().is_some_and(|first| !first.scheme().any().collides_with(one.scheme().any())) {
                return fault("reads tokens from another place than the first one: add it to the authenticator with `or`");
            }
        }
        let mut verifiers = verifiers.into_iter();
        let first = verifiers.next().ok_or_else(|| ConfigError::bare("issuers", "give at least one"))?;
        Ok(Self { first, others: verifiers.collect() })
    }

    /// Returns a verifier of the tokens in a session cookie, which shares keys, caches and threads with this one: see
    /// [`Jwt::in_cookie`](crate::verifiers::Jwt::in_cookie).
    #[must_use]
    pub fn in_cookie(self, cookie: scheme::SessionCookie) -> InCookie<Self> {
        InCookie { verifier: self, cookie }
    }

    fn all(&self) -> impl Iterator<Item = &Oidc<Id>> {
        std::iter::once(&self.first).chain(self.others.iter())
    }

    fn chosen(&self, token: Bearer<'_>) -> Result<&Oidc<Id>, VerifyError> {
        let named = unverified_issuer(token);
        let chosen = named.and_then(|named| self.all().find(|one| one.name() == Some(&*named)));
        chosen.ok_or_else(|| {
            VerifyError::invalid().because("wrong_issuer: the token names none of the configured issuers, or is not a JWT")
        })
    }
}

impl<Id: Clone + Send + Sync + 'static> Verifier for OidcIssuers<Id> {
    type Scheme = scheme::Bearer;
    type Identity = Id;

    /// Returns that of the first verifier.
    fn scheme(&self) -> &scheme::Bearer {
        self.first.scheme()
    }

    async fn verify(&self, token: Bearer<'_>) -> Result<Id, VerifyError> {
        self.chosen(token)?.verify(token).await
    }

    fn may_verify_at_once(&self) -> bool {
        true
    }

    fn verify_at_once(&self, token: Bearer<'_>) -> Option<Result<Id, VerifyError>> {
        // A token that was accepted need not be read. One that was rejected may be of another issuer.
        if let Some(id) = self.all().find_map(|one| one.cached(token)?.ok()) {
            return Some(Ok(id));
        }
        match self.chosen(token) {
            Ok(chosen) => chosen.verify_at_once(token),
            Err(error) => Some(Err(error)),
        }
    }

    /// Returns that of the first verifier.
    fn clock_reading(&self) -> Option<SystemTime> {
        Verifier::clock_reading(&self.first)
    }
}

impl<Id> Clone for OidcIssuers<Id> {
    /// Copies the handle: both share keys, caches and threads.
    fn clone(&self) -> Self {
        Self { first: self.first.clone(), others: Arc::clone(&self.others) }
    }
}

impl<Id> fmt::Debug for OidcIssuers<Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entry(&self.first).entries(&*self.others).finish()
    }
}
