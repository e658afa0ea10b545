//! The type-erased handle of one or several verifiers.

use std::{
    fmt,
    marker::PhantomData,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::SystemTime,
};

#[cfg(feature = "dangerous-development")]
use super::development::Everybody;
use super::{
    authenticate::{Authenticate, ViaErased},
    authorize::{Required, anyone, authorize},
    erased_verifier::{BoxFuture, DynVerifier},
    settings::Settings,
};
use crate::{
    rejection::{Rejection, VerifyError},
    request::{AnyScheme, AsRequestHead, DynRequest, OwnedScheme, RawCredentials, RequestHead, Schemes, mark_sensitive},
    vocabulary::{AnyIdentity, AppliesTo, Identity, Policy, Rule},
};

/// Holds one or several verifiers of one identity type, with their settings. An application keeps it in its state. Cloning
/// increments a reference count. A [`SyncVerifier`](crate::SyncVerifier) in it needs no boxed future.
///
/// ```
/// use requires_auth::{Authenticator, Identity, verifiers::StaticTokens};
///
/// let auth = Authenticator::new(StaticTokens::new([("secret123", Identity::new("ada"))])?);
///
/// # futures_executor::block_on(async {
/// let request = http::Request::builder().header("authorization", "Bearer secret123").body(()).unwrap();
/// let who = auth.authenticate(&request).await?;
/// assert_eq!(who.subject(), "ada");
///
/// let unauthenticated = http::Request::new(());
/// assert_eq!(auth.authenticate(&unauthenticated).await.unwrap_err().status(), 401);
/// # Ok::<(), requires_auth::Rejection>(()) }).unwrap();
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
///
/// `Tag` distinguishes several authenticators of one identity type in the state of one application: see [`tagged`](Self::tagged).
/// How each framework finds the authenticator is in [frameworks](crate::guide::_06_frameworks).
pub struct Authenticator<Id = Identity, Tag = ()> {
    pub(super) inner: Arc<Inner<Id>>,
    tag: PhantomData<fn() -> Tag>,
}

/// `schemes` and `entries` have the same length; equal positions belong together.
pub(super) struct Inner<Id> {
    pub(super) schemes: Vec<OwnedScheme>,
    pub(super) entries: Vec<SchemeVerifier<Id>>,
    pub(super) settings: Settings,
    /// Whether a layer uses this authenticator. The layer sets it, and is created before the first request.
    pub(super) has_layer: AtomicBool,
    /// Whether every verifier always waits: a decision that does not wait can then only find credentials.
    pub(super) always_waits: bool,
    #[cfg(feature = "dangerous-development")]
    pub(super) everybody: Option<Arc<Everybody<Id>>>,
}

/// The verifier of one scheme.
pub(super) struct SchemeVerifier<Id> {
    pub(super) verifier: Arc<dyn DynVerifier<Id>>,
    /// The position of the scheme among those of the verifier.
    pub(super) index: u32,
}

impl<Id> Inner<Id> {
    pub(super) fn schemes(&self) -> Schemes<'_> {
        Schemes::Each(&self.schemes)
    }

    /// Whether a layer may have verified a request before its guard does.
    pub(super) fn has_layer(&self) -> bool {
        self.has_layer.load(Relaxed)
    }

    #[inline]
    pub(super) fn verify_now(&self, found: RawCredentials<'_>) -> Option<Result<Id, VerifyError>> {
        match self.entry(found.index) {
            Some(entry) => entry.verifier.verify_now(found.at(entry.index)),
            None => Some(Err(VerifyError::broken())),
        }
    }

    pub(super) fn verify_later<'a>(&'a self, found: RawCredentials<'a>) -> BoxFuture<'a, Id> {
        match self.entry(found.index) {
            Some(entry) => entry.verifier.verify_later(found.at(entry.index)),
            None => Box::pin(async { Err(VerifyError::broken()) }),
        }
    }

    #[inline]
    fn entry(&self, index: u32) -> Option<&SchemeVerifier<Id>> {
        self.entries.get(usize::try_from(index).ok()?)
    }

    fn clock_reading(&self, index: u32) -> Option<SystemTime> {
        let entry = self.entry(index)?;
        entry.verifier.clock_reading(entry.index)
    }
}

impl<Id: Send + 'static> Authenticator<Id> {
    pub(super) fn of(inner: Inner<Id>) -> Self {
        Self { inner: Arc::new(inner), tag: PhantomData }
    }
}

impl<Id: Send + 'static, Tag> Authenticator<Id, Tag> {
    /// The tag must be that of the authenticator whose verifiers these are.
    #[cfg(feature = "tower")]
    pub(super) fn shared(inner: Arc<Inner<Id>>) -> Self {
        Self { inner, tag: PhantomData }
    }

    /// Marks the credentials of a request, and returns its head. None of the application's code runs here, so nothing has to be caught.
    #[allow(dead_code, reason = "only frameworks use it")]
    pub(super) fn marked<'r>(&self, request: &'r mut DynRequest<'_>) -> RequestHead<'r> {
        if let Some(headers) = request.headers_to_mark() {
            mark_sensitive(self.inner.schemes(), headers);
        }
        (*request).as_request_head()
    }

    /// Returns this authenticator with another tag, which may be any type. If an application has several authenticators of one
    /// identity type, `#[requires_auth(authenticator = Partner)]` selects the one with the tag `Partner`, and no other.
    ///
    /// ```
    /// use requires_auth::{Authenticator, Identity, verifiers::StaticTokens};
    ///
    /// enum Partner {}
    ///
    /// let partners: Authenticator<Identity, Partner> =
    ///     Authenticator::new(StaticTokens::new([("partner-token", Identity::new("acme"))])?).tagged();
    /// # Ok::<(), requires_auth::ConfigError>(())
    /// ```
    #[must_use]
    pub fn tagged<Other>(self) -> Authenticator<Id, Other> {
        Authenticator { inner: self.inner, tag: PhantomData }
    }

    /// Verifies the credentials of a request and returns the identity. Use it outside handler functions, such as in a middleware:
    /// see [by hand](crate::guide::_09_by_hand).
    ///
    /// The request is borrowed immutably, so its header values are not marked as sensitive.
    ///
    /// # Errors
    ///
    /// Returns [`Rejection`] if the request is unauthenticated or the verifier cannot decide. Convert it into the response.
    pub fn authenticate<R: AsRequestHead + ?Sized>(&self, request: &R) -> impl Future<Output = Result<Id, Rejection>> + Send {
        // The head is taken before the future exists, so that the future is `Send` even if the body is not `Sync`.
        let head = request.as_request_head();
        async move {
            let policy = &AnyIdentity(Policy("authenticate", Rule::Empty));
            authorize(Required, self, policy, head, anyone).wait().await
        }
    }

    /// Verifies the credentials of a request, checks the policy, and returns the identity. `policy` is a [`Policy`], for which the
    /// identity type must implement [`HasScopes`](crate::HasScopes), or a [`StepUpPolicy`](crate::StepUpPolicy), which needs
    /// [`HasAuthentication`](crate::HasAuthentication), too. See [by hand](crate::guide::_09_by_hand).
    ///
    /// ```
    /// use requires_auth::{Authenticator, Identity, Policy, Rejection, policy};
    ///
    /// const READ: Policy = policy!(scopes("items:read"));
    ///
    /// async fn middleware(auth: &Authenticator, request: http::Request<String>) -> Result<Identity, Rejection> {
    ///     auth.authorize(&READ, &request).await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`Rejection`] if the request is unauthenticated, the caller does not meet the policy, or the verifier cannot decide.
    /// Convert it into the response.
    pub fn authorize<P: AppliesTo<Id> + ?Sized, R: AsRequestHead + ?Sized>(
        &self,
        policy: &P,
        request: &R,
    ) -> impl Future<Output = Result<Id, Rejection>> + Send {
        let head = request.as_request_head();
        async move { authorize(Required, self, policy, head, anyone).wait().await }
    }
}

#[cfg(feature = "dangerous-development")]
impl<Id, Tag> Authenticator<Id, Tag> {
    /// Returns whether authentication is [off](crate::AuthenticatorBuilder::dangerous_admit_everybody), for a page or a test that
    /// must not miss it.
    #[must_use]
    #[cfg_attr(docsrs, doc(cfg(feature = "dangerous-development")))]
    pub fn dangerous_admits_everybody(&self) -> bool {
        self.inner.everybody.is_some()
    }
}

impl<Id, Tag> Clone for Authenticator<Id, Tag> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), tag: PhantomData }
    }
}

impl<Id, Tag> fmt::Debug for Authenticator<Id, Tag> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: Vec<_> = self.inner.schemes().iter().map(AnyScheme::name).collect();
        let mut shown = f.debug_struct("Authenticator");
        #[cfg(feature = "dangerous-development")]
        if self.dangerous_admits_everybody() {
            shown.field("authentication", &"OFF");
        }
        shown.field("schemes", &schemes).finish_non_exhaustive()
    }
}

impl<Id: Send + 'static, Tag> Authenticate<ViaErased> for Authenticator<Id, Tag> {
    type Identity = Id;

    fn schemes(&self) -> Schemes<'_> {
        self.inner.schemes()
    }

    fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    #[cfg(feature = "dangerous-development")]
    fn everybody(&self) -> Option<&Everybody<Id>> {
        self.inner.everybody.as_deref()
    }

    fn clock_reading(&self, index: u32) -> Option<SystemTime> {
        self.inner.clock_reading(index)
    }

    fn always_waits(&self) -> bool {
        self.inner.always_waits
    }

    #[inline]
    fn verify_now(&self, found: RawCredentials<'_>) -> Option<Result<Id, VerifyError>> {
        self.inner.verify_now(found)
    }

    fn verify_later<'a>(&'a self, found: RawCredentials<'a>) -> impl Future<Output = Result<Id, VerifyError>> + Send + 'a {
        self.inner.verify_later(found)
    }
}
