//! The layer: the check of a guard before a whole subtree, without a framework.

#![allow(dead_code, unreachable_pub, reason = "only frameworks use it")]

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    sync::{Arc, atomic::Ordering::Relaxed},
};

#[cfg(feature = "rmcp")]
use super::verified_by_layer::Verified;
use super::{
    authenticator::Authenticator,
    authorize::{Optional, Required, authorize},
    decided::{Authenticated, MaybeAnonymous},
    maybe_future::MaybeFuture,
    verified_by_layer::{Lease, Recording},
};
#[cfg(feature = "rmcp")]
use crate::panics::catch;
use crate::{
    rejection::Rejection,
    request::{DynRequest, RequestHead},
    vocabulary::{AnyIdentity, AppliesTo, HasAuthentication, HasScopes, Identity, Policy, Rule, StepUpPolicy},
};

/// Guards a whole subtree of routes: verifies each request before any route, handler or body of the subtree, and rejects it as
/// `#[requires_auth]` does. [`layer`] and [`optional_layer`] create it. It is a tower layer (axum), a middleware (poem, actix-web), a
/// hoop (salvo) and a list of routes (rocket): see [subtrees](crate::guide::_06_frameworks#subtrees).
///
/// A guarded handler behind the layer gets the layer's identity without a second verification, if it uses the same authenticator (or
/// a clone of it). It verifies the request itself if it uses another authenticator, tag or identity type, if it is the second guard
/// that asks, or if the credentials, the method or the target have changed since. Other header fields and extensions may change: a
/// verifier that reads them was called with those that the layer saw.
///
/// ```
/// use requires_auth::{Authenticator, Identity, Policy, axum, policy, test_util};
///
/// const ADMIN: Policy = policy!(scopes("admin"));
///
/// let auth = test_util::authenticator([("root", Identity::builder("ada").scopes("admin").build())]);
/// let layer = axum::layer(auth).policy(ADMIN).only(|who| who.subject() != "mallory");
/// # let _: requires_auth::AuthLayer = layer;
/// ```
#[must_use = "a layer guards nothing until it is added to routes"]
pub struct AuthLayer<Id = Identity, Tag = (), M = Authenticated> {
    rules: Arc<Rules<Id, Tag>>,
    mode: PhantomData<fn() -> M>,
}

/// The layer that [`optional_layer`] creates.
pub type OptionalAuthLayer<Id = Identity, Tag = ()> = AuthLayer<Id, Tag, MaybeAnonymous>;

/// What a layer demands.
pub struct Rules<Id, Tag> {
    authenticator: Authenticator<Id, Tag>,
    policy: AnyIdentity,
    /// The same policy, if `decide` looks at how or when the caller was authenticated.
    step_up: StepUpPolicy,
    conditions: Vec<Arc<Condition<Id>>>,
    decide: Decide<Id, Tag>,
}

type Condition<Id> = dyn Fn(&Id, RequestHead<'_>) -> bool + Send + Sync;

/// [`authorize`] for the policy and the admission of the layer. A function, because `HasScopes` is known only where it is chosen.
type Decide<Id, Tag> = for<'a> fn(&'a Rules<Id, Tag>, &'a Recording<'a, Id, Tag>, RequestHead<'a>) -> Decision<'a, Id>;

type Decision<'a, Id> = MaybeFuture<Decided<Id>, Pin<Box<dyn Future<Output = Decided<Id>> + Send + 'a>>>;

type Decided<Id> = Result<Option<Id>, Rejection>;

/// Creates a layer that admits requests with a verified identity. See [`AuthLayer`].
pub fn layer<Id: Send + 'static, Tag: 'static>(authenticator: Authenticator<Id, Tag>) -> AuthLayer<Id, Tag> {
    AuthLayer::new(authenticator, any)
}

/// Creates a layer that also admits requests without credentials, as an `optional` guard does. Credentials that are present and not
/// valid are rejected, except for a session cookie alone. A guarded handler behind the layer still demands an identity, unless it is
/// `optional`, too.
///
/// It demands nothing of an identity, because an unauthenticated request would pass where a policy seems to demand something:
///
/// ```compile_fail,E0599
/// # let auth = requires_auth::test_util::authenticator([("ada-token", requires_auth::Identity::new("ada"))]);
/// let layer = requires_auth::axum::optional_layer(auth).only(|who| who.subject() == "ada"); // no method named `only`
/// ```
pub fn optional_layer<Id: Send + 'static, Tag: 'static>(authenticator: Authenticator<Id, Tag>) -> OptionalAuthLayer<Id, Tag> {
    AuthLayer::new(authenticator, optional)
}

impl<Id: Send + 'static, Tag: 'static, M> AuthLayer<Id, Tag, M> {
    fn new(authenticator: Authenticator<Id, Tag>, decide: Decide<Id, Tag>) -> Self {
        authenticator.inner.has_layer.store(true, Relaxed);
        let policy = Policy("layer", Rule::Empty);
        let rules = Rules { authenticator, policy: AnyIdentity(policy), step_up: policy.into(), conditions: Vec::new(), decide };
        Self { rules: Arc::new(rules), mode: PhantomData }
    }

    #[allow(dead_code, reason = "only frameworks use it")]
    pub(crate) fn rules(&self) -> Arc<Rules<Id, Tag>> {
        Arc::clone(&self.rules)
    }
}

impl<Id: Send + 'static, Tag: 'static> AuthLayer<Id, Tag> {
    /// Requires a [`Policy`] or a [`StepUpPolicy`]. A caller without its scopes is rejected with 403, a caller who was authenticated in
    /// another way or too long ago with 401. Replaces the policy of an earlier call.
    pub fn policy<P: LayerPolicy<Id>>(mut self, policy: P) -> Self {
        policy.replace(Arc::make_mut(&mut self.rules));
        self
    }

    /// Requires that a predicate over the identity is true: otherwise the request is rejected with 403. Several conditions must all
    /// be true. A panic is a 500.
    pub fn only(self, predicate: impl Fn(&Id) -> bool + Send + Sync + 'static) -> Self {
        self.check(move |identity, _| predicate(identity))
    }

    /// Requires that a condition over the identity and the head of the request is true: otherwise the request is rejected with 403.
    /// Several conditions must all be true. A panic is a 500.
    ///
    /// ```
    /// use requires_auth::{Identity, axum, test_util};
    ///
    /// let auth = test_util::authenticator([("ada-token", Identity::new("ada"))]);
    /// // `/users/ada/..` is for ada alone.
    /// let own = axum::layer(auth).check(|who, head| head.target().split('/').nth(2) == Some(who.subject()));
    /// # let _: requires_auth::AuthLayer = own;
    /// ```
    pub fn check(mut self, condition: impl Fn(&Id, RequestHead<'_>) -> bool + Send + Sync + 'static) -> Self {
        Arc::make_mut(&mut self.rules).conditions.push(Arc::new(condition));
        self
    }
}

/// A policy that a layer can require.
pub trait LayerPolicy<Id> {
    #[doc(hidden)]
    fn replace<Tag: 'static>(self, rules: &mut Rules<Id, Tag>);
}

impl<Id: HasScopes + Send + 'static> LayerPolicy<Id> for Policy {
    fn replace<Tag: 'static>(self, rules: &mut Rules<Id, Tag>) {
        rules.policy = AnyIdentity(self);
        rules.decide = scoped;
    }
}

impl<Id: HasScopes + HasAuthentication + Send + 'static> LayerPolicy<Id> for StepUpPolicy {
    fn replace<Tag: 'static>(self, rules: &mut Rules<Id, Tag>) {
        rules.policy = AnyIdentity(self.0);
        rules.step_up = self;
        rules.decide = stepped_up;
    }
}

impl<Id: Send + 'static, Tag: 'static> Rules<Id, Tag> {
    /// Decides about a request, whose credentials it marks as sensitive. Returns what to leave in the request for the guards behind
    /// the layer, to be held until the response is there: `None` if an unauthenticated request is admitted.
    ///
    /// # Errors
    ///
    /// Returns the rejection.
    pub(crate) async fn admit(&self, request: &mut DynRequest<'_>) -> Result<Option<Lease<Id, Tag>>, Rejection> {
        self.admit_with(request, admitted).await
    }

    /// Decides as [`admit`](Self::admit) does, without a future. `None` if the verifier waits: it has not been called then, because
    /// its future was not polled, or because it always waits.
    #[allow(clippy::type_complexity)]
    pub(crate) fn admit_now(&self, request: &mut DynRequest<'_>) -> Option<Result<Option<Lease<Id, Tag>>, Rejection>> {
        if self.authenticator.inner.always_waits {
            return None;
        }
        let head = self.authenticator.marked(request);
        let verifier = Recording::new(&self.authenticator, head);
        let decided = match (self.decide)(self, &verifier, head) {
            MaybeFuture::Ready(decided) => decided,
            MaybeFuture::Future(_) => return None,
        };
        Some(decided.map(|identity| admitted(identity, verifier)))
    }

    /// Returns what to leave in an admitted request without an identity, if its service needs the authenticator.
    #[cfg(any(feature = "axum", feature = "tower"))]
    pub(crate) fn lease_without_identity(&self) -> Lease<Id, Tag> {
        Lease::without_identity(&self.authenticator)
    }

    /// Decides about a request for the layer of an MCP server, and returns what `owner` makes of the identity, which is `None` for an
    /// unauthenticated request, with what to leave in the request.
    ///
    /// # Errors
    ///
    /// Returns the rejection.
    #[cfg(feature = "rmcp")]
    pub(crate) async fn admit_for_all<T>(
        &self,
        request: &mut DynRequest<'_>,
        owner: fn(Option<&Id>) -> T,
    ) -> Result<(Option<T>, Option<Verified<Id, Tag>>), Rejection>
    where
        Id: Clone,
        T: Send,
    {
        let baseline = self.policy.0;
        let admitted = |identity: Option<Id>, verifier: Recording<'_, Id, Tag>| {
            let owner = catch(|| owner(identity.as_ref())).ok();
            (owner, identity.and_then(|identity| verifier.verified_for_all(identity, Id::clone, baseline)))
        };
        self.admit_with(request, admitted).await
    }

    async fn admit_with<T>(
        &self,
        request: &mut DynRequest<'_>,
        admitted: impl FnOnce(Option<Id>, Recording<'_, Id, Tag>) -> T + Send,
    ) -> Result<T, Rejection> {
        let head = self.authenticator.marked(request);
        let verifier = Recording::new(&self.authenticator, head);
        let identity = (self.decide)(self, &verifier, head).wait().await?;
        Ok(admitted(identity, verifier))
    }

    pub(crate) const fn authenticator(&self) -> &Authenticator<Id, Tag> {
        &self.authenticator
    }

    fn meets_conditions(&self, identity: &Id, head: RequestHead<'_>) -> bool {
        self.conditions.iter().all(|condition| condition(identity, head))
    }
}

/// What to leave in the request.
#[inline]
fn admitted<Id: Send + 'static, Tag: 'static>(identity: Option<Id>, verifier: Recording<'_, Id, Tag>) -> Option<Lease<Id, Tag>> {
    identity.and_then(|identity| verifier.verified(identity))
}

fn any<'a, Id: Send + 'static, Tag: 'static>(
    rules: &'a Rules<Id, Tag>,
    verifier: &'a Recording<'a, Id, Tag>,
    head: RequestHead<'a>,
) -> Decision<'a, Id> {
    required(rules, verifier, &rules.policy, head)
}

fn scoped<'a, Id: HasScopes + Send + 'static, Tag: 'static>(
    rules: &'a Rules<Id, Tag>,
    verifier: &'a Recording<'a, Id, Tag>,
    head: RequestHead<'a>,
) -> Decision<'a, Id> {
    required(rules, verifier, &rules.policy.0, head)
}

fn stepped_up<'a, Id: HasScopes + HasAuthentication + Send + 'static, Tag: 'static>(
    rules: &'a Rules<Id, Tag>,
    verifier: &'a Recording<'a, Id, Tag>,
    head: RequestHead<'a>,
) -> Decision<'a, Id> {
    required(rules, verifier, &rules.step_up, head)
}

fn required<'a, Id: Send + 'static, Tag: 'static, P: AppliesTo<Id>>(
    rules: &'a Rules<Id, Tag>,
    verifier: &'a Recording<'a, Id, Tag>,
    policy: &'a P,
    head: RequestHead<'a>,
) -> Decision<'a, Id> {
    let meets = move |identity: &Id| rules.meets_conditions(identity, head);
    boxed(authorize(Required, verifier, policy, head, meets), Some)
}

fn optional<'a, Id: Send + 'static, Tag: 'static>(
    rules: &'a Rules<Id, Tag>,
    verifier: &'a Recording<'a, Id, Tag>,
    head: RequestHead<'a>,
) -> Decision<'a, Id> {
    let meets = move |identity: &Id| rules.meets_conditions(identity, head);
    boxed(authorize(Optional, verifier, &rules.policy, head, meets), |identity| identity)
}

fn boxed<'a, T: 'a, Id: 'a>(
    decided: MaybeFuture<Result<T, Rejection>, impl Future<Output = Result<T, Rejection>> + Send + 'a>,
    admitted: fn(T) -> Option<Id>,
) -> Decision<'a, Id> {
    match decided {
        MaybeFuture::Ready(decided) => MaybeFuture::Ready(decided.map(admitted)),
        MaybeFuture::Future(future) => MaybeFuture::Future(Box::pin(async move { future.await.map(admitted) })),
    }
}

impl<Id, Tag> Clone for Rules<Id, Tag> {
    fn clone(&self) -> Self {
        let Self { authenticator, policy, step_up, conditions, decide } = self;
        Self {
            authenticator: authenticator.clone(),
            policy: *policy,
            step_up: *step_up,
            conditions: conditions.clone(),
            decide: *decide,
        }
    }
}

impl<Id, Tag, M> Clone for AuthLayer<Id, Tag, M> {
    fn clone(&self) -> Self {
        Self { rules: Arc::clone(&self.rules), mode: PhantomData }
    }
}

impl<Id, Tag, M> fmt::Debug for AuthLayer<Id, Tag, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rules { authenticator, policy, conditions, .. } = &*self.rules;
        let mut shown = f.debug_struct("AuthLayer");
        shown.field("authenticator", authenticator).field("policy", &policy.0).field("conditions", &conditions.len());
        shown.finish_non_exhaustive()
    }
}
