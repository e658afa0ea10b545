//! The ready-made identity.

use std::{any::Any, fmt, sync::Arc, time::SystemTime};

use super::{HasAuthentication, HasScopes, Scope, granted::Granted};
use crate::panics::drop_each;

/// Holds who the caller is: the subject, the scopes and other claims of a token. Cheap to clone.
///
/// Any type that is `Send + 'static` can be an identity. Use this one unless you need your own type: see
/// [mapping the identity](crate::guide::_04_verifiers#mapping-the-identity).
///
/// ```
/// use requires_auth::{HasScopes, Identity, Scope};
///
/// #[derive(Debug, PartialEq)]
/// struct Tenant(u32);
///
/// let who = Identity::builder("ada").scopes("items:read items:write").claim(Tenant(7)).build();
/// assert_eq!(who.subject(), "ada");
/// assert!(who.has_scope(&Scope::new("items:write")));
/// assert_eq!(who.claim::<Tenant>(), Some(&Tenant(7)));
/// ```
#[derive(Clone)]
pub struct Identity(Arc<Facts>);

#[derive(Default)]
struct Facts {
    subject: Box<str>,
    scopes: Granted,
    issuer: Option<Box<str>>,
    expires_at: Option<SystemTime>,
    acr: Option<Box<str>>,
    auth_time: Option<SystemTime>,
    claims: Claims,
}

/// Claims of the user's types. Each is dropped in its own `catch`: two of them that panic, or one while another panic unwinds, would
/// end the process.
#[derive(Default)]
struct Claims(Vec<Box<dyn Any + Send + Sync>>);

impl Drop for Claims {
    fn drop(&mut self) {
        drop_each(self.0.drain(..));
    }
}

impl Identity {
    /// Creates the identity of `subject`, without scopes. The subject may be empty; it is not checked.
    pub fn new(subject: impl Into<String>) -> Self {
        Self::builder(subject).build()
    }

    /// Starts building an identity of `subject` with scopes and claims.
    pub fn builder(subject: impl Into<String>) -> IdentityBuilder {
        IdentityBuilder(Facts { subject: subject.into().into(), ..Facts::default() })
    }

    /// Returns the subject: a user name, or the `sub` of a token (RFC 7519 4.1.2).
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// Returns the granted scope-tokens as the verifier set them, separated by spaces (RFC 6749 3.3). Default: empty.
    #[must_use]
    pub fn scopes(&self) -> &str {
        self.0.scopes.text()
    }

    /// Returns the issuer, the `iss` of a token (RFC 7519 4.1.1), or `None` if the verifier did not set it.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.0.issuer.as_deref()
    }

    /// Returns when the credentials expire, the `exp` of a token (RFC 7519 4.1.4), or `None` if the verifier did not set it. The
    /// verifier must reject expired credentials; the guard does not read this value.
    ///
    /// The guard verifies once, when a request starts. A WebSocket, an event stream (SSE) or a gRPC stream continues after the
    /// credentials have expired or were revoked, unless the handler ends it. Use the remaining time as the stream's time-out:
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// use requires_auth::Identity;
    ///
    /// /// How long the stream may continue; `None` means without a limit.
    /// fn left(who: &Identity) -> Option<Duration> {
    ///     // Zero if the expiry has already passed.
    ///     who.expires_at().map(|at| at.duration_since(SystemTime::now()).unwrap_or_default())
    /// }
    ///
    /// let hour = Duration::from_secs(3600);
    /// let who = Identity::builder("ada").expires_at(SystemTime::now() + hour).build();
    /// assert!(left(&who).is_some_and(|left| left <= hour));
    ///
    /// let expired = Identity::builder("bob").expires_at(SystemTime::UNIX_EPOCH).build();
    /// assert_eq!(left(&expired), Some(Duration::ZERO));
    /// assert_eq!(left(&Identity::new("eve")), None);
    /// ```
    ///
    /// With tokio: `timeout(left, stream).await`. See [streams](crate::guide::_09_by_hand#websockets-and-streams).
    #[must_use]
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.0.expires_at
    }

    /// Returns the authentication context class, which describes how the caller was authenticated: the `acr` of a token (RFC 9068
    /// 2.2.1), or `None` if the verifier did not set it. `acr(..)` of a guard reads it: see
    /// [step-up](crate::guide::_03_authorization#step-up-authentication).
    #[must_use]
    pub fn acr(&self) -> Option<&str> {
        self.0.acr.as_deref()
    }

    /// Returns when the caller was authenticated, the `auth_time` of a token (RFC 9068 2.2.1), or `None` if the verifier did not
    /// set it.
    #[must_use]
    pub fn auth_time(&self) -> Option<SystemTime> {
        self.0.auth_time
    }

    /// Returns the claim of type `T`, or `None` if the verifier did not set one.
    #[must_use]
    pub fn claim<T: Any>(&self) -> Option<&T> {
        self.0.claims.0.iter().find_map(|claim| claim.downcast_ref())
    }

    /// Returns how many bytes it takes, without what its claims hold.
    #[cfg(feature = "_jwt")]
    pub(crate) fn bytes(&self) -> usize {
        let Facts { subject, scopes, issuer, acr, claims, .. } = &*self.0;
        let texts = [issuer, acr].into_iter().flatten().map(|text| text.len()).sum::<usize>();
        size_of::<Facts>()
            + subject.len()
            + scopes.bytes()
            + texts
            + claims.0.iter().map(|claim| size_of_val(&**claim)).sum::<usize>()
    }
}

impl HasScopes for Identity {
    #[inline]
    fn has_scope(&self, scope: &Scope) -> bool {
        self.0.scopes.contains(scope)
    }
}

impl HasAuthentication for Identity {
    fn acr(&self) -> Option<&str> {
        Self::acr(self)
    }

    fn auth_time(&self) -> Option<SystemTime> {
        Self::auth_time(self)
    }
}

impl fmt::Debug for Identity {
    /// Prints subject and scopes only: claims may hold personal data or secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("subject", &self.0.subject).field("scopes", &self.scopes()).finish_non_exhaustive()
    }
}

/// Builds an [`Identity`]: see [`Identity::builder`].
#[must_use]
pub struct IdentityBuilder(Facts);

impl IdentityBuilder {
    /// Sets the granted scopes in the form of a token: scope-tokens separated by single spaces (RFC 6749 3.3). They are not
    /// checked. A second call replaces the scopes of the first.
    pub fn scopes(mut self, granted: impl Into<String>) -> Self {
        self.0.scopes = Granted::new(granted.into().into());
        self
    }

    /// Sets the issuer (RFC 7519 4.1.1).
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.0.issuer = Some(issuer.into().into());
        self
    }

    /// Sets when the credentials expire, for the handler. The verifiers of this crate do not read it. See
    /// [`Identity::expires_at`].
    pub fn expires_at(mut self, at: SystemTime) -> Self {
        self.0.expires_at = Some(at);
        self
    }

    /// Sets the authentication context class (RFC 9068 2.2.1).
    pub fn acr(mut self, acr: impl Into<String>) -> Self {
        self.0.acr = Some(acr.into().into());
        self
    }

    /// Sets when the caller was authenticated (RFC 9068 2.2.1).
    pub fn auth_time(mut self, at: SystemTime) -> Self {
        self.0.auth_time = Some(at);
        self
    }

    /// Adds a typed claim, which [`Identity::claim`] returns. A second claim of the same type replaces the first.
    pub fn claim<T: Any + Send + Sync>(mut self, claim: T) -> Self {
        let claims = &mut self.0.claims.0;
        let known = claims.iter_mut().find(|known| known.is::<T>());
        let claim: Box<dyn Any + Send + Sync> = Box::new(claim);
        match known {
            Some(known) => drop_each([std::mem::replace(known, claim)]),
            None => claims.push(claim),
        }
        self
    }

    /// Returns the finished identity.
    #[must_use]
    pub fn build(self) -> Identity {
        Identity(Arc::new(self.0))
    }
}

impl fmt::Debug for IdentityBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdentityBuilder").field("subject", &self.0.subject).finish_non_exhaustive()
    }
}
