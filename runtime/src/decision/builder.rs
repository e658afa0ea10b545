//! Putting an authenticator together.

use std::{fmt, sync::Arc};

#[cfg(feature = "timeout")]
use super::timeout::Timeout;
use super::{
    authenticate::Authenticate,
    authenticator::{Authenticator, Inner, SchemeVerifier},
    challenge_source::ChallengedVerifier,
    erased::{AndThen, DynVerifier, ErasedVerifier},
    login_page::LoginPage,
    settings::Settings,
};
use crate::{
    grammar::realm_error,
    rejection::{CachedChallenges, Rejection, RejectionBody, VerifyError, metadata_url},
    request::{AnyScheme, RequestHead, TrustedOrigin},
    vocabulary::ConfigError,
};

/// Puts an [`Authenticator`] together: several verifiers, realm, URLs and answers. A text that breaks its rule is told by
/// [`build`](Self::build).
///
/// ```
/// use requires_auth::{Authenticator, Identity, RejectionBody, VerifyError};
/// use requires_auth::verifiers::{StaticKeys, StaticTokens};
///
/// struct User { name: String }
///
/// let auth = Authenticator::builder(StaticTokens::new([("secret123", Identity::new("ada"))])?)
///     .or(StaticKeys::new([("key-123456", Identity::new("robot"))])?)
///     .and_then(|who: Identity| async move {
///         if who.subject() == "mallory" { return Err(VerifyError::denied()) }
///         Ok(User { name: who.subject().to_owned() })
///     })
///     .realm("acme")
///     .renderer(|rejection, _head| Some(RejectionBody::text(rejection.reason().as_str())))
///     .build()?;
/// # let _: Authenticator<User> = auth;
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
#[must_use]
pub struct AuthenticatorBuilder<Id> {
    inner: Inner<Id>,
    /// The first mistake; `build` tells it.
    fault: Option<ConfigError>,
}

impl<Id: Send + 'static> AuthenticatorBuilder<Id> {
    pub(super) fn new<V, Via>(verifier: V) -> Self
    where
        V: Authenticate<Via, Identity = Id> + 'static,
        Via: 'static,
    {
        let none = Inner { schemes: Vec::new(), entries: Vec::new(), settings: Settings::default() };
        Self { inner: none, fault: None }.or(verifier)
    }

    /// Accepts the credentials of another verifier too, of another scheme, header or cookie; of the same one is an error of
    /// [`build`](Self::build).
    ///
    /// Which verifier is asked depends on the credentials that were sent; one that is unavailable is never passed over. Of two
    /// session cookies with one value, such as one that is being renamed, it is the verifier that was added first; two values are
    /// answered with 401.
    /// Of an [`Authenticator`] the verifiers are taken over, not its realm, URLs, answers and time-out.
    pub fn or<V, Via>(mut self, verifier: V) -> Self
    where
        V: Authenticate<Via, Identity = Id> + 'static,
        Via: 'static,
    {
        let schemes: Vec<_> = verifier.schemes().iter().map(AnyScheme::to_owned).collect();
        let verifier: Arc<dyn DynVerifier<Id>> = Arc::new(ErasedVerifier::<V, Via>::new(verifier));
        for (index, scheme) in schemes.into_iter().enumerate() {
            if self.inner.schemes().iter().any(|known| known.collides_with(scheme.any())) {
                self.record_error(ConfigError::new(
                    "authenticator",
                    format!("{:?}", scheme.any().name()),
                    "two verifiers of one scheme (API keys: of one header; cookies: of one name) leave open which decides",
                ));
            }
            self.inner.schemes.push(scheme);
            self.inner.entries.push(SchemeVerifier { verifier: Arc::clone(&verifier), index });
        }
        self
    }

    /// Maps the identity of all verifiers so far to another, asynchronously: a token's subject to a row of the user table.
    ///
    /// It takes the identity and returns the new one, or a [`VerifyError`], which means what it means in a verifier.
    pub fn and_then<B, F, Fut>(self, then: F) -> AuthenticatorBuilder<B>
    where
        B: Send + 'static,
        F: Fn(Id) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<B, VerifyError>> + Send + 'static,
    {
        let then = Arc::new(then);
        let Inner { schemes, entries, settings } = self.inner;
        let entries = entries.into_iter().map(|SchemeVerifier { verifier, index }| {
            let verifier: Arc<dyn DynVerifier<B>> = Arc::new(AndThen { first: verifier, then: Arc::clone(&then) });
            SchemeVerifier { verifier, index }
        });
        let inner = Inner { schemes, entries: entries.collect(), settings };
        AuthenticatorBuilder { inner, fault: self.fault }
    }

    /// The realm of all schemes that set no own (RFC 9110 11.5), of ASCII without control characters; `api` unless set. Clients
    /// match it exactly: keep it stable.
    pub fn realm(mut self, realm: impl Into<String>) -> Self {
        let realm = realm.into();
        match realm_error(&realm) {
            Some(rule) => self.record_error(ConfigError::new("realm", realm, rule)),
            None => self.inner.settings.realm = Some(realm),
        }
        self
    }

    /// The URL of the protected resource metadata that `Bearer` challenges name (RFC 9728 5.1): absolute (RFC 3986), `https`, or
    /// `http` to a loopback host (`localhost`, `127.0.0.1`, `[::1]`), without user info and fragment.
    pub fn resource_metadata(mut self, url: impl Into<String>) -> Self {
        let url = url.into();
        match metadata_url("resource_metadata", &url) {
            Err(fault) => self.record_error(fault),
            Ok(()) => self.inner.settings.resource_metadata = Some(url),
        }
        self
    }

    /// An origin whose pages may write with a cookie or Basic credentials of this application, as browsers send it (RFC 6454 7):
    /// `https://app.example.com`, or of any other scheme with a host, such as `tauri://localhost` and `chrome-extension://id`. In
    /// lower case and without a path; the port that `http` or `https` has anyway may be left out. May be called several times.
    ///
    /// Every other origin but the application's own is answered with 403 where it writes: by any method but `GET`, `HEAD` and
    /// `OPTIONS`, and by every request that upgrades the connection. `Sec-Fetch-Site` tells, and where it is not sent, `Origin`
    /// beside `Host` (HTTP/2: `:authority`), of which the port that the scheme has anyway is no difference; a request without both
    /// is from no browser, and passes.
    ///
    /// Behind a proxy that rewrites `Host`, an old browser that does not send `Sec-Fetch-Site` is refused on the application's own
    /// pages. Let the proxy keep `Host` (nginx: `proxy_set_header Host $http_host`; Apache: `ProxyPreserveHost On`), or name the
    /// application's own origin here. `X-Forwarded-Host` is not read: any client can send it.
    pub fn trusted_origin(mut self, origin: impl Into<String>) -> Self {
        match TrustedOrigin::try_new(origin) {
            Err(fault) => self.record_error(fault),
            Ok(origin) => self.inner.settings.trusted_origins.push(origin),
        }
        self
    }

    /// Lets pages of any site write with the cookies and Basic credentials that a browser attaches by itself.
    ///
    /// Only where something else protects against forged requests.
    pub fn allow_cross_site_writes(mut self) -> Self {
        self.inner.settings.allows_cross_site_writes = true;
        self
    }

    /// Writes the body of refusals; `None` leaves the default one. Status, challenges and `Cache-Control` stay, unless the
    /// challenges are taken off [by name](RejectionBody::without_challenges). A panic is answered with 500. It is not asked where a
    /// `check` is false, an authenticator is missing, or a browser is sent to a [login page](Self::login_page).
    ///
    /// Escape what you take from the head: it is the client's.
    pub fn renderer<F>(mut self, renderer: F) -> Self
    where
        F: Fn(&Rejection, RequestHead<'_>) -> Option<RejectionBody> + Send + Sync + 'static,
    {
        self.inner.settings.renderer = Some(Arc::new(renderer));
        self
    }

    /// Sends a browser to this page instead of telling it 401: with 303 (RFC 9110 15.4.4), for a `GET` by which somebody
    /// navigates: `Sec-Fetch-Mode: navigate` says so, and where it is not sent, an `Accept` that prefers `text/html`. `return_to`
    /// in its query is the path and query that was asked for, percent-encoded; the page must not follow one that does not begin
    /// with one `/`. It is left out where it would be longer than 2048 bytes, percent-encoded. Every other request is answered as
    /// without it.
    ///
    /// The page is open to those who have not signed in yet, so do not guard it. Where a guard refuses there nevertheless, it
    /// answers with 401, for a browser that is sent back would come again and again. A path is the page's, whatever its query, a
    /// `/` at its end and its percent-encoding, and of an absolute URL where it is also the host that was asked for. What a proxy
    /// or a router left of the address is known by its `return_to`.
    ///
    /// `url` is a path that begins with one `/`, or an absolute `https` URL (`http` to a loopback host), without user info and
    /// fragment; percent-encoded where RFC 3986 asks for it.
    pub fn login_page(mut self, url: impl Into<String>) -> Self {
        match LoginPage::try_new(url) {
            Err(fault) => self.record_error(fault),
            Ok(page) => self.inner.settings.login_page = Some(page),
        }
        self
    }

    /// How long a verifier may take, `and_then` included; one that takes longer is *unavailable* (503), and its future is
    /// dropped. Without it a verifier that never answers leaves the request pending. Zero, and more than a day, are errors of
    /// [`build`](Self::build).
    ///
    /// A [`SyncVerifier`](crate::SyncVerifier) is not bounded: there is no future to drop. The timer is a thread of this
    /// authenticator and its clones and needs no async runtime. It starts when a verifier waits for the first time, and ends with
    /// the last clone. In a process that is forked off later it does not exist: a verifier that waits is *unavailable* there at
    /// once. Build the authenticator after the fork.
    #[cfg(feature = "timeout")]
    #[cfg_attr(docsrs, doc(cfg(feature = "timeout")))]
    pub fn timeout(mut self, limit: std::time::Duration) -> Self {
        match Timeout::try_new(limit) {
            Err(fault) => self.record_error(fault),
            Ok(timeout) => self.inner.settings.timeout = Some(timeout),
        }
        self
    }

    /// The authenticator.
    ///
    /// # Errors
    ///
    /// [`ConfigError`]: the first text or time that breaks its rule, or two verifiers of one scheme.
    pub fn build(mut self) -> Result<Authenticator<Id>, ConfigError> {
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => Ok(self.finish()),
        }
    }

    pub(super) fn finish(mut self) -> Authenticator<Id> {
        let offering = ChallengedVerifier { schemes: self.inner.schemes(), settings: &self.inner.settings };
        self.inner.settings.cached = Some(CachedChallenges::new(&offering));
        Authenticator::of(self.inner)
    }

    fn record_error(&mut self, fault: ConfigError) {
        self.fault.get_or_insert(fault);
    }
}

impl<Id: Send + 'static> Authenticator<Id> {
    /// One verifier, with the realm `api` and the default answers. For more see [`builder`](Self::builder).
    ///
    /// Of an authenticator the verifiers are taken over, not its realm, URLs, answers and time-out; see
    /// [`or`](AuthenticatorBuilder::or).
    pub fn new<V, Via>(verifier: V) -> Self
    where
        V: Authenticate<Via, Identity = Id> + 'static,
        Via: 'static,
    {
        AuthenticatorBuilder::new(verifier).finish()
    }

    /// Starts with one verifier; see [`AuthenticatorBuilder`].
    pub fn builder<V, Via>(verifier: V) -> AuthenticatorBuilder<Id>
    where
        V: Authenticate<Via, Identity = Id> + 'static,
        Via: 'static,
    {
        AuthenticatorBuilder::new(verifier)
    }
}

impl<Id> fmt::Debug for AuthenticatorBuilder<Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthenticatorBuilder").field("fault", &self.fault).finish_non_exhaustive()
    }
}
