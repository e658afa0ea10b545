//! The type-erased handle on one or several verifiers.

use std::{fmt, marker::PhantomData, sync::Arc};

use super::{
    authenticate::{Authenticate, ViaErased},
    authorize::{Required, anyone, authorize},
    erased::{BoxFuture, DynVerifier},
    maybe_future::MaybeFuture,
    settings::Settings,
};
use crate::{
    rejection::{Rejection, VerifyError},
    request::{AnyScheme, AsRequestHead, OwnedScheme, RawCredentials, Schemes},
    vocabulary::{AnyIdentity, HasScopes, Identity, Policy, Rule},
};

/// The handle that an application keeps: one or several verifiers of one identity type, with realm and answers. A clone is a
/// reference count; a verifier that waits for nothing answers without a boxed future.
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
/// let stranger = http::Request::new(());
/// assert_eq!(auth.authenticate(&stranger).await.unwrap_err().status(), 401);
/// # Ok::<(), requires_auth::Rejection>(()) }).unwrap();
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
///
/// `Tag` tells several authenticators of one identity type apart, in the state of one application: see
/// [`tagged`](Self::tagged).
pub struct Authenticator<Id = Identity, Tag = ()> {
    pub(super) inner: Arc<Inner<Id>>,
    tag: PhantomData<fn() -> Tag>,
}

/// Schemes and entries belong together, one to one.
pub(super) struct Inner<Id> {
    pub(super) schemes: Vec<OwnedScheme>,
    pub(super) entries: Vec<SchemeVerifier<Id>>,
    pub(super) settings: Settings,
}

/// Who verifies the credentials of one scheme.
pub(super) struct SchemeVerifier<Id> {
    pub(super) verifier: Arc<dyn DynVerifier<Id>>,
    /// Which of the verifier's own schemes it is.
    pub(super) index: usize,
}

impl<Id> Inner<Id> {
    pub(super) fn schemes(&self) -> Schemes<'_> {
        Schemes::Each(&self.schemes)
    }

    pub(super) fn verify<'a>(&'a self, found: RawCredentials<'a>) -> MaybeFuture<Result<Id, VerifyError>, BoxFuture<'a, Id>> {
        match self.entries.get(found.index) {
            Some(entry) => entry.verifier.verify(found.at(entry.index)),
            None => MaybeFuture::Ready(Err(VerifyError::broken())),
        }
    }
}

impl<Id: Send + 'static> Authenticator<Id> {
    pub(super) fn of(inner: Inner<Id>) -> Self {
        Self { inner: Arc::new(inner), tag: PhantomData }
    }
}

impl<Id: Send + 'static, Tag> Authenticator<Id, Tag> {
    /// The same authenticator under a name of its own, any type: where an application has several for one identity type,
    /// `#[requires_auth(authenticator = Partner)]` chooses that of `Partner`, and no other will do.
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

    /// Who sent this request: for what is not a function, such as a middleware.
    ///
    /// The request is only lent, so that its header values are not marked as sensitive.
    ///
    /// # Errors
    ///
    /// [`Rejection`], where the caller is not known or the verifier cannot decide; turn it into the response.
    pub fn authenticate<R: AsRequestHead>(&self, request: &R) -> impl Future<Output = Result<Id, Rejection>> + Send {
        // The head is taken here, so that the future is `Send` although the body may not be `Sync`.
        let head = request.as_request_head();
        async move {
            let policy = &AnyIdentity(Policy("authenticate", Rule::Empty));
            authorize(Required, self, policy, head, anyone).wait().await
        }
    }

    /// Who sent this request, where that caller meets the policy.
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
    /// [`Rejection`], where the caller is not known or lacks a scope, or the verifier cannot decide; turn it into the response.
    pub fn authorize<R: AsRequestHead>(&self, policy: &Policy, request: &R) -> impl Future<Output = Result<Id, Rejection>> + Send
    where
        Id: HasScopes,
    {
        let head = request.as_request_head();
        async move { authorize(Required, self, policy, head, anyone).wait().await }
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
        f.debug_struct("Authenticator").field("schemes", &schemes).finish_non_exhaustive()
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

    fn verify_found<'a>(
        &'a self,
        found: RawCredentials<'a>,
    ) -> MaybeFuture<Result<Id, VerifyError>, impl Future<Output = Result<Id, VerifyError>> + Send + 'a> {
        self.inner.verify(found)
    }
}
