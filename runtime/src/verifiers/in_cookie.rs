//! Tokens that browsers carry in a session cookie.

use std::{fmt, time::SystemTime};

use crate::{
    decision::{SyncVerifier, Verifier},
    rejection::VerifyError,
    request::{Bearer, SessionCookie, scheme, token_of},
};

/// Verifies the token in a session cookie with an inner verifier of bearer tokens: see [`Jwt::in_cookie`](super::Jwt::in_cookie). It is a
/// [`SyncVerifier`] if the inner one is, and a [`Verifier`] if the inner one is.
///
/// A cookie is invalid if its value is not a token by the grammar of the inner verifier's scheme.
#[derive(Clone)]
pub struct InCookie<V> {
    pub(super) verifier: V,
    pub(super) cookie: scheme::SessionCookie,
}

/// The token of a cookie, if it obeys the rules of the scheme whose verifier will see it.
fn token<'a>(cookie: SessionCookie<'a>, scheme: &scheme::Bearer) -> Result<Bearer<'a>, VerifyError> {
    token_of(cookie, scheme)
        .ok_or_else(|| VerifyError::invalid().because("malformed_token: the value of the cookie is not a token"))
}

impl<V: SyncVerifier<Scheme = scheme::Bearer>> SyncVerifier for InCookie<V> {
    type Scheme = scheme::SessionCookie;
    type Identity = V::Identity;

    fn scheme(&self) -> &scheme::SessionCookie {
        &self.cookie
    }

    fn verify<'a>(&'a self, cookie: SessionCookie<'a>) -> Result<V::Identity, VerifyError> {
        self.verifier.verify(token(cookie, self.verifier.scheme())?)
    }

    fn clock_reading(&self) -> Option<SystemTime> {
        self.verifier.clock_reading()
    }
}

impl<V: Verifier<Scheme = scheme::Bearer>> Verifier for InCookie<V> {
    type Scheme = scheme::SessionCookie;
    type Identity = V::Identity;

    fn scheme(&self) -> &scheme::SessionCookie {
        &self.cookie
    }

    async fn verify<'a>(&'a self, cookie: SessionCookie<'a>) -> Result<V::Identity, VerifyError> {
        self.verifier.verify(token(cookie, self.verifier.scheme())?).await
    }

    fn may_verify_at_once(&self) -> bool {
        self.verifier.may_verify_at_once()
    }

    fn verify_at_once<'a>(&'a self, cookie: SessionCookie<'a>) -> Option<Result<V::Identity, VerifyError>> {
        match token(cookie, self.verifier.scheme()) {
            Ok(token) => self.verifier.verify_at_once(token),
            Err(error) => Some(Err(error)),
        }
    }

    fn clock_reading(&self) -> Option<SystemTime> {
        self.verifier.clock_reading()
    }
}

impl<V: fmt::Debug> fmt::Debug for InCookie<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InCookie").field("verifier", &self.verifier).field("cookie", &self.cookie).finish()
    }
}
