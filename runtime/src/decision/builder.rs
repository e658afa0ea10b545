//! Building an authenticator.

use std::{
    fmt,
    sync::{Arc, atomic::AtomicBool},
};

#[cfg(feature = "dangerous-development")]
use super::development;
#[cfg(feature = "timeout")]
use super::timeout::Timeout;
use super::{
    authenticate::Authenticate,
    authenticator::{Authenticator, Inner, SchemeVerifier},
    challenged_verifier::{Asked, ChallengedVerifier},
    erased_verifier::{AndThen, DynVerifier, ErasedVerifier},
    login_page::LoginPage,
    login_redirect::LoginRedirect,
    settings::Settings,
    verifier::VerifierFuture,
};
use crate::{
    grammar::realm_error,
    rejection::{CachedChallenges, Rejection, RejectionBody, metadata_url},
    request::{AnyScheme, RequestHead, TrustedOrigin},
    vocabulary::ConfigError,
};

/// Builds an [`Authenticator`] from one or several verifiers and their settings: realm, URLs, rejection bodies, time-out. The
/// setters do not fail: [`build`](Self::build) returns the first invalid value.
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
    /// The first mistake, which `build` returns.
    fault: Option<ConfigError>,
}

impl<Id: Send + 'static> AuthenticatorBuilder<Id> {
    pub(super) fn new<V, Via>(verifier: V) -> Self
    where
        V: Authenticate<Via, Identity = Id> + 'static,
        Via: 'static,
    {
        let none = Inner {
            schemes: Vec::new(),
            entries: Vec::new(),
            settings: Settings::default(),
            has_layer: AtomicBool::new(false),
            always_waits: false,
            #[cfg(feature = "dangerous-development")]
            everybody: None,
        };
        Self { inner: none, fault: None }.or(verifier)
    }

    /// Adds a verifier for another place: another word in `Authorization`, another header field or another session cookie. Two
    /// verifiers for the same one are an error of [`build`](Self::build).
    ///
    /// The credentials in the request select the verifier. If that verifier is unavailable, no other is tried. If a request has two
    /// session cookies with the same value, such as a cookie that is being renamed, the verifier that was added first is called.
    /// Two different values are rejected with 401.
    ///
    /// If `verifier` is itself an [`Authenticator`], only its verifiers are used; its settings (realm, URLs, trusted origins,
    /// renderer, login page, time-out) are ignored. See [several verifiers](crate::guide::_04_verifiers#several-verifiers).
    pub fn or<Via: 'static>(mut self, verifier: impl Authenticate<Via, Identity = Id> + 'static) -> Self {
        let schemes: Vec<_> = verifier.schemes().iter().map(AnyScheme::to_owned).collect();
        let verifier: Arc<dyn DynVerifier<Id>> = Arc::new(ErasedVerifier::<_, Via>::new(verifier));
        for (index, scheme) in (0..).zip(schemes) {
            if self.inner.schemes().iter().any(|known| known.collides_with(scheme.any())) {
                self.record_error(ConfigError::new(
                    "authenticator",
                    format!("{:?}", scheme.any().name()),
                    "two verifiers of one place (a word in `Authorization`, a header field, a cookie) are ambiguous",
                ));
            }
            self.inner.schemes.push(scheme);
            self.inner.entries.push(SchemeVerifier { verifier: Arc::clone(&verifier), index });
        }
        self
    }

    /// Maps the identity of all verifiers added so far to another identity, asynchronously: for example a token's subject to a row
    /// of the user table.
    ///
    /// `then` receives the identity and returns the new one, or a [`VerifyError`](crate::VerifyError) with the same meaning as in a
    /// verifier.
    pub fn and_then<B, F, Fut>(self, then: F) -> AuthenticatorBuilder<B>
    where
        B: Send + 'static,
        F: Fn(Id) -> Fut + Send + Sync + 'static,
        Fut: VerifierFuture<B> + 'static,
    {
        let then = Arc::new(then);
        let fault = self.fault;
        #[cfg(feature = "dangerous-development")]
        let fault = fault.or_else(|| self.inner.everybody.is_some().then(development::too_early));
        let Inner { schemes, entries, settings, has_layer, always_waits, .. } = self.inner;
        let entries = entries.into_iter().map(|SchemeVerifier { verifier, index }| {
            let verifier: Arc<dyn DynVerifier<B>> = Arc::new(AndThen { first: verifier, then: Arc::clone(&then) });
            SchemeVerifier { verifier, index }
        });
        let inner = Inner {
            schemes,
            entries: entries.collect(),
            settings,
            has_layer,
            always_waits,
            #[cfg(feature = "dangerous-development")]
            everybody: None,
        };
        AuthenticatorBuilder { inner, fault }
    }

    /// Sets the realm of all schemes that do not set one (RFC 9110 11.5): ASCII without control characters. Default: `api`. Clients
    /// match it exactly, so keep it stable.
    pub fn realm(mut self, realm: impl Into<String>) -> Self {
        let realm = realm.into();
        match realm_error(&realm) {
            Some(rule) => self.record_error(ConfigError::new("realm", realm, rule)),
            None => self.inner.settings.realm = Some(realm),
        }
        self
    }

    /// Sets the URL of the protected resource metadata in `Bearer` challenges (RFC 9728 5.1): an absolute URL (RFC 3986) without
    /// user info and fragment, with the scheme `https`, or `http` for a loopback host (`localhost`, `127.0.0.1`, `[::1]`).
    /// [`ResourceMetadata::url`](crate::ResourceMetadata::url) returns that of a document that this application serves.
    pub fn resource_metadata(mut self, url: impl Into<String>) -> Self {
        let url = url.into();
        match metadata_url("resource_metadata", &url) {
            Err(fault) => self.record_error(fault),
            Ok(()) => self.inner.settings.resource_metadata = Some(url),
        }
        self
    }

    /// Allows the pages of an origin to write with a cookie or Basic credentials of this application. Write the origin as browsers
    /// send it (RFC 6454 7), in lower case and without a path: `https://app.example.com`, or any other scheme with a host, such as
    /// `tauri://localhost` and `chrome-extension://id`. The default port of `http` and `https` may be omitted. Call it once for
    /// each origin.
    ///
    /// Such writes from any other origin, except the application's own, are rejected with 403. A write is a request with a method
    /// other than `GET`, `HEAD` and `OPTIONS`, and every request that upgrades the connection. `Sec-Fetch-Site` decides. If it is
    /// absent, `Origin` is compared with `Host` (HTTP/2: `:authority`); the default port of the scheme makes no difference. A request
    /// without both fields does not come from a browser, and passes.
    ///
    /// If a proxy rewrites `Host`, requests of an old browser that does not send `Sec-Fetch-Site` are rejected on the application's
    /// own pages. Let the proxy keep `Host` (nginx: `proxy_set_header Host $http_host`; Apache: `ProxyPreserveHost On`), or add the
    /// application's own origin here. `X-Forwarded-Host` is not read, because any client can send it. See
    /// [browsers](crate::guide::_07_browsers) and [proxies](crate::guide::_10_cookbook#proxies).
    pub fn trusted_origin(mut self, origin: impl Into<String>) -> Self {
        match TrustedOrigin::try_new(origin) {
            Err(fault) => self.record_error(fault),
            Ok(origin) => self.inner.settings.trusted_origins.push(origin),
        }
        self
    }

    /// Allows pages of any site to write with the cookies and Basic credentials that browsers attach automatically.
    ///
    /// Call it only if something else protects against forged requests.
    pub fn allow_cross_site_writes(mut self) -> Self {
        self.inner.settings.allows_cross_site_writes = true;
        self
    }

    /// Ignores an `Authorization` field whose scheme no verifier of this authenticator has, such as the Basic credentials with which
    /// a proxy protects a whole site. Default: an `optional` guard rejects a request with such a field, because its client tries to
    /// authenticate.
    ///
    /// Such a field then counts as absent, whatever follows the name of the scheme. So a client that misspells the scheme is
    /// unauthenticated for an `optional` guard. A guard that is not `optional` rejects such a request with the same 401 as before,
    /// unless it has other credentials. Two `Authorization` fields stay a 400 if a scheme of this authenticator is in that field,
    /// and a field that does not begin with a scheme is rejected as ever. See
    /// [a proxy's credentials](crate::guide::_07_browsers#a-proxy-with-separate-credentials).
    ///
    /// ```
    /// use requires_auth::{Authenticator, Identity, Reason, VerifyError, verifiers};
    ///
    /// let auth: Authenticator = Authenticator::builder(verifiers::session_cookie(|cookie| match cookie.expose() {
    ///     "sess-1" => Ok(Identity::new("ada")),
    ///     _ => Err(VerifyError::invalid()),
    /// }))
    /// .ignore_unsupported_schemes()
    /// .build()?;
    /// # let _ = auth;
    /// # Ok::<(), requires_auth::ConfigError>(())
    /// ```
    pub fn ignore_unsupported_schemes(mut self) -> Self {
        self.inner.settings.ignores_unsupported_schemes = true;
        self
    }

    /// Sets a function that returns the body of rejections, and fields to add to them, such as a `Set-Cookie` that deletes a stale
    /// session. `None` keeps the default body. Challenges and `Cache-Control` stay; the status stays, or is 403 instead of 401 with
    /// [`RejectionBody::forbidden`]. If the function panics, or adds a field with an invalid value, the response is 500.
    ///
    /// If the browser is redirected to a [login page](Self::login_page), the response has the fields and no body. The function is not
    /// called if a `check` is `false`, or if the authenticator is missing.
    ///
    /// Escape everything that you take from the head: the client controls it. See
    /// [the body](crate::guide::_05_responses#the-body).
    pub fn renderer<F>(mut self, renderer: F) -> Self
    where
        F: Fn(&Rejection, RequestHead<'_>) -> Option<RejectionBody> + Send + Sync + 'static,
    {
        self.inner.settings.renderer = Some(Arc::new(renderer));
        self
    }

    /// Redirects browsers to a login page with 303 instead of 401 (RFC 9110 15.4.4). `page` is the address of the page, or a
    /// [`LoginPage`] with other settings. By default the redirect applies to a `GET` by which a person navigates: one with
    /// `Sec-Fetch-Mode: navigate`, or, if that field is absent, with an `Accept` that prefers `text/html`. All other requests get the
    /// 401.
    ///
    /// The parameter `return_to` in the query of the location is the path and query of the request, percent-encoded. The login page
    /// must check it with [`local_return_to`](crate::local_return_to) before it follows it. A value of more than 2048 bytes,
    /// percent-encoded, is omitted, and so is that of a method other than `GET` and `HEAD`.
    ///
    /// A caller who is logged in and does not meet [step-up](crate::guide::_03_authorization#step-up-authentication) gets the 401 instead of
    /// a redirect: the page might send the browser back at once, in a loop.
    ///
    /// Do not guard the login page: it must be open to unauthenticated requests. If a guard rejects a request for it nevertheless,
    /// the response is 401, because a redirect would loop. A request counts as one for the login page if the paths are equal (query,
    /// trailing `/` and percent-encoding are ignored), and if, for an absolute URL, the host is equal, too. If a proxy or a router
    /// has shortened the address, its `return_to` shows that it is the login page.
    ///
    /// The address is a path that begins with exactly one `/`, or an absolute `https` URL (`http` for a loopback host), without user
    /// info and fragment, percent-encoded as RFC 3986 requires. See [the login page](crate::guide::_05_responses#the-login-page).
    pub fn login_page(mut self, page: impl Into<LoginPage>) -> Self {
        match LoginRedirect::try_new(page.into()) {
            Err(fault) => self.record_error(fault),
            Ok(page) => self.inner.settings.login_page = Some(page),
        }
        self
    }

    /// Sets how long a verifier may take, `and_then` included. A verifier that takes longer is *unavailable* (503), and its future
    /// is dropped. Default: no limit, so a verifier that never returns leaves the request pending. Zero, and more than a day, are
    /// errors of [`build`](Self::build).
    ///
    /// A [`SyncVerifier`](crate::SyncVerifier) is not bounded, because it has no future to drop. The timer is a thread of this
    /// authenticator and its clones, and needs no async runtime. It starts when a verifier waits for the first time, and ends with
    /// the last clone. A process that is forked later does not have the thread: there a verifier that waits is *unavailable* at
    /// once. Build the authenticator after the fork. See [time-outs](crate::guide::_04_verifiers#time-outs).
    #[cfg(feature = "timeout")]
    #[cfg_attr(docsrs, doc(cfg(feature = "timeout")))]
    pub fn timeout(mut self, limit: std::time::Duration) -> Self {
        match Timeout::try_new(limit) {
            Err(fault) => self.record_error(fault),
            Ok(timeout) => self.inner.settings.timeout = Some(timeout),
        }
        self
    }

    /// **Turns authentication off, for development:** every request is admitted with the identity that `identity` returns, whatever
    /// credentials it has. Scopes, `only` and `check` are still demanded of this identity. No other authenticator is affected, also
    /// not one that takes the verifiers of this one with [`or`](Self::or).
    ///
    /// [`build`](Self::build) prints a warning to standard error. With feature `tracing` it logs one as well, and each decision logs
    /// another. `Debug` of the authenticator shows it, and
    /// [`dangerous_admits_everybody`](Authenticator::dangerous_admits_everybody) returns it.
    ///
    /// In a build without debug assertions, as in cargo's profile `release`, it is an error of [`build`](Self::build), so the
    /// application does not start. It is an error, too, if [`and_then`](Self::and_then) is called after it.
    ///
    /// ```
    /// use requires_auth::{Authenticator, Identity, verifiers::StaticTokens};
    ///
    /// fn authenticator(is_open: bool) -> Result<Authenticator, requires_auth::ConfigError> {
    ///     let builder = Authenticator::builder(StaticTokens::new([("secret123", Identity::new("ada"))])?);
    ///     if is_open { builder.dangerous_admit_everybody(|| Identity::new("developer")).build() } else { builder.build() }
    /// }
    ///
    /// # futures_executor::block_on(async {
    /// let unauthenticated = http::Request::new(());
    /// assert_eq!(authenticator(true)?.authenticate(&unauthenticated).await.unwrap().subject(), "developer");
    /// assert_eq!(authenticator(false)?.authenticate(&unauthenticated).await.unwrap_err().status(), 401);
    /// # Ok::<(), requires_auth::ConfigError>(()) }).unwrap();
    /// ```
    #[cfg(feature = "dangerous-development")]
    #[cfg_attr(docsrs, doc(cfg(feature = "dangerous-development")))]
    pub fn dangerous_admit_everybody(mut self, identity: impl Fn() -> Id + Send + Sync + 'static) -> Self {
        self.inner.everybody = Some(Arc::new(identity));
        if !development::IS_DEVELOPMENT {
            self.record_error(development::not_for_production());
        }
        self
    }

    /// Returns the authenticator.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] for the first text or time-out that breaks its rule, or for two verifiers of one scheme.
    pub fn build(mut self) -> Result<Authenticator<Id>, ConfigError> {
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => Ok(self.finish()),
        }
    }

    pub(super) fn finish(mut self) -> Authenticator<Id> {
        let offering =
            ChallengedVerifier { schemes: self.inner.schemes(), settings: &self.inner.settings, asked: Asked::default() };
        self.inner.settings.cached = Some(CachedChallenges::new(&offering));
        self.inner.always_waits = self.inner.entries.iter().all(|entry| entry.verifier.always_waits());
        #[cfg(feature = "dangerous-development")]
        if self.inner.everybody.is_some() {
            development::warn_at_start();
        }
        Authenticator::of(self.inner)
    }

    fn record_error(&mut self, fault: ConfigError) {
        self.fault.get_or_insert(fault);
    }
}

// Without bounds on `Id`, which those of `Authenticate` imply: rustc would report them as well if it cannot tell which of its two
// traits a verifier verifies by.
impl<Id> Authenticator<Id> {
    /// Creates an authenticator of one verifier, with default settings. For other settings see [`builder`](Self::builder).
    ///
    /// If `verifier` is itself an authenticator, only its verifiers are used; its settings are ignored: see
    /// [`or`](AuthenticatorBuilder::or).
    pub fn new<Via: 'static>(verifier: impl Authenticate<Via, Identity = Id> + 'static) -> Self {
        finished(verifier)
    }

    /// Starts building an authenticator with one verifier: see [`AuthenticatorBuilder`].
    pub fn builder<Via: 'static>(verifier: impl Authenticate<Via, Identity = Id> + 'static) -> AuthenticatorBuilder<Id> {
        started(verifier)
    }
}

fn finished<V: Authenticate<Via> + 'static, Via: 'static>(verifier: V) -> Authenticator<V::Identity> {
    AuthenticatorBuilder::new(verifier).finish()
}

fn started<V: Authenticate<Via> + 'static, Via: 'static>(verifier: V) -> AuthenticatorBuilder<V::Identity> {
    AuthenticatorBuilder::new(verifier)
}

impl<Id> fmt::Debug for AuthenticatorBuilder<Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthenticatorBuilder").field("fault", &self.fault).finish_non_exhaustive()
    }
}
