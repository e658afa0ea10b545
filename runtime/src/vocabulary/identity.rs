//! The ready-made identity.

use std::{any::Any, fmt, sync::Arc, time::SystemTime};

use super::{HasScopes, Scope};

/// Who the caller is: subject, scopes and what else a token tells. Cheap to clone.
///
/// Any type that is `Send + 'static` may serve as an identity; this one is for those who need no own.
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
    scopes: Box<str>,
    issuer: Option<Box<str>>,
    expires_at: Option<SystemTime>,
    acr: Option<Box<str>>,
    auth_time: Option<SystemTime>,
    claims: Vec<Box<dyn Any + Send + Sync>>,
}

impl Identity {
    /// The caller `subject`, without scopes. An empty subject is taken as it is.
    pub fn new(subject: impl Into<String>) -> Self {
        Self::builder(subject).build()
    }

    /// The caller `subject`, with more to be said.
    pub fn builder(subject: impl Into<String>) -> IdentityBuilder {
        IdentityBuilder(Facts { subject: subject.into().into(), ..Facts::default() })
    }

    /// Who it is: a user name, the `sub` of a token (RFC 7519 4.1.2).
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// The granted scope-tokens, as the verifier gave them: separated by spaces (RFC 6749 3.3); empty where none was granted.
    #[must_use]
    pub fn scopes(&self) -> &str {
        &self.0.scopes
    }

    /// Who says so: the `iss` of a token (RFC 7519 4.1.1); `None` where the verifier did not say.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.0.issuer.as_deref()
    }

    /// When the credentials expire: the `exp` of a token (RFC 7519 4.1.4); `None` where the verifier did not say. That what has
    /// expired is refused is the verifier's task.
    ///
    /// The guard asks when a request begins, and not again: a WebSocket, an event stream (SSE) or a stream of gRPC goes on when
    /// the credentials have expired or were withdrawn, unless the handler ends it. What is left is a time-out for it:
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// use requires_auth::Identity;
    ///
    /// /// For how long the stream may go on; `None` is for ever.
    /// fn left(who: &Identity) -> Option<Duration> {
    ///     // Nothing is left where the expiry has passed meanwhile.
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
    /// With tokio: `timeout(left, stream).await`.
    #[must_use]
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.0.expires_at
    }

    /// How the caller was authenticated: the authentication context class, `acr` of a token (RFC 9068 2.2.1); `None` where the
    /// verifier did not say.
    #[must_use]
    pub fn acr(&self) -> Option<&str> {
        self.0.acr.as_deref()
    }

    /// When the caller was authenticated: the `auth_time` of a token (RFC 9068 2.2.1); `None` where the verifier did not say.
    #[must_use]
    pub fn auth_time(&self) -> Option<SystemTime> {
        self.0.auth_time
    }

    /// The claim of type `T` that the verifier put in, if it did.
    #[must_use]
    pub fn claim<T: Any>(&self) -> Option<&T> {
        self.0.claims.iter().find_map(|claim| claim.downcast_ref())
    }
}

impl HasScopes for Identity {
    #[inline]
    fn has_scope(&self, scope: &Scope) -> bool {
        scope.is_in(&self.0.scopes)
    }
}

impl fmt::Debug for Identity {
    /// Subject and scopes; claims may hold what does not belong into a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("subject", &self.0.subject).field("scopes", &self.0.scopes).finish_non_exhaustive()
    }
}

/// Collects what is known of a caller: see [`Identity::builder`].
#[must_use]
pub struct IdentityBuilder(Facts);

impl IdentityBuilder {
    /// The granted scopes, as a token carries them: scope-tokens separated by single spaces (RFC 6749 3.3). They are not checked;
    /// a second call replaces those of the first.
    pub fn scopes(mut self, granted: impl Into<String>) -> Self {
        self.0.scopes = granted.into().into();
        self
    }

    /// Who says so (RFC 7519 4.1.1).
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.0.issuer = Some(issuer.into().into());
        self
    }

    /// When the credentials expire, for the handler: the ready-made verifiers do not look at it. See [`Identity::expires_at`].
    pub fn expires_at(mut self, at: SystemTime) -> Self {
        self.0.expires_at = Some(at);
        self
    }

    /// The authentication context class (RFC 9068 2.2.1).
    pub fn acr(mut self, acr: impl Into<String>) -> Self {
        self.0.acr = Some(acr.into().into());
        self
    }

    /// When the caller was authenticated (RFC 9068 2.2.1).
    pub fn auth_time(mut self, at: SystemTime) -> Self {
        self.0.auth_time = Some(at);
        self
    }

    /// A typed claim, for [`Identity::claim`]; a second one of the same type replaces the first.
    pub fn claim<T: Any + Send + Sync>(mut self, claim: T) -> Self {
        self.0.claims.retain(|known| !known.is::<T>());
        self.0.claims.push(Box::new(claim));
        self
    }

    /// The identity.
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
