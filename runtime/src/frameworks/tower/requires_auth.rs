//! The layer for services whose response may have any body.

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use tower_layer::Layer;
use tower_service::Service;

use super::{
    body::GuardedBody,
    future::{Answer, LayerFuture, call},
};
use crate::{
    decision::{
        AuthLayer, Authenticated, Authenticator, LayerPolicy, MaybeAnonymous, Rules, layer as auth_layer,
        optional_layer as optional,
    },
    rejection::Rejection,
    request::RequestHead,
    vocabulary::Identity,
};

/// Guards a tower service: verifies each request before the service, and rejects it as `#[requires_auth]` does. [`layer`] and
/// [`optional_layer`] create it.
///
/// ```
/// use requires_auth::{Identity, Policy, policy, test_util, tower};
///
/// const ADMIN: Policy = policy!(scopes("admin"));
///
/// let auth = test_util::authenticator([("root", Identity::builder("ada").scopes("admin").build())]);
/// let layer = tower::layer(auth).policy(ADMIN).only(|who| who.subject() != "mallory");
/// # let _: tower::RequiresAuthLayer = layer;
/// ```
///
/// A guarded handler behind the layer gets the layer's identity without a second verification, as behind the layers of the
/// frameworks: see [subtrees](crate::guide::_06_frameworks#subtrees).
#[must_use = "a layer guards nothing until it is around a service"]
pub struct RequiresAuthLayer<Id = Identity, Tag = (), M = Authenticated>(AuthLayer<Id, Tag, M>);

/// The layer that [`optional_layer`] creates.
pub type OptionalRequiresAuthLayer<Id = Identity, Tag = ()> = RequiresAuthLayer<Id, Tag, MaybeAnonymous>;

/// Creates a layer that admits requests with a verified identity. See [`RequiresAuthLayer`].
pub fn layer<Id: Send + 'static, Tag: 'static>(authenticator: Authenticator<Id, Tag>) -> RequiresAuthLayer<Id, Tag> {
    RequiresAuthLayer(auth_layer(authenticator))
}

/// Creates a layer that also admits requests without credentials. Credentials that are present and not valid are rejected, except for
/// a session cookie alone. The service takes an `Option` with [`optional_identity`](super::optional_identity).
///
/// The layer has no `policy`, `only` or `check`, because unauthenticated requests would pass although these seem to demand something:
///
/// ```compile_fail,E0599
/// # let auth = requires_auth::test_util::authenticator([("ada-token", requires_auth::Identity::new("ada"))]);
/// let layer = requires_auth::tower::optional_layer(auth).only(|who| who.subject() == "ada"); // no method named `only`
/// ```
pub fn optional_layer<Id, Tag>(authenticator: Authenticator<Id, Tag>) -> OptionalRequiresAuthLayer<Id, Tag>
where
    Id: Send + 'static,
    Tag: 'static,
{
    RequiresAuthLayer(optional(authenticator))
}

impl<Id: Send + 'static, Tag: 'static> RequiresAuthLayer<Id, Tag> {
    /// Requires a [`Policy`](crate::Policy) or a [`StepUpPolicy`](crate::StepUpPolicy). A caller without its scopes is rejected with 403, a
    /// caller who was authenticated in another way or too long ago with 401. Replaces the policy of an earlier call.
    pub fn policy(self, policy: impl LayerPolicy<Id>) -> Self {
        Self(self.0.policy(policy))
    }

    /// Requires that a predicate over the identity is true: otherwise the request is rejected with 403. Several conditions must all
    /// be true. A panic is a 500.
    pub fn only(self, predicate: impl Fn(&Id) -> bool + Send + Sync + 'static) -> Self {
        Self(self.0.only(predicate))
    }

    /// Requires that a condition over the identity and the head of the request is true: otherwise the request is rejected with 403.
    /// Several conditions must all be true. A panic is a 500.
    pub fn check(self, condition: impl Fn(&Id, RequestHead<'_>) -> bool + Send + Sync + 'static) -> Self {
        Self(self.0.check(condition))
    }
}

impl<S, Id: Send + 'static, Tag: 'static, M> Layer<S> for RequiresAuthLayer<Id, Tag, M> {
    type Service = RequiresAuth<S, Id, Tag>;

    fn layer(&self, inner: S) -> Self::Service {
        RequiresAuth { inner, rules: self.0.rules() }
    }
}

/// A service behind its layer: see [`RequiresAuthLayer`].
pub struct RequiresAuth<S, Id = Identity, Tag = ()> {
    inner: S,
    rules: Arc<Rules<Id, Tag>>,
}

impl<S, Id, Tag, B, R> Service<Request<B>> for RequiresAuth<S, Id, Tag>
where
    S: Service<Request<B>, Response = Response<R>, Future: Send> + Clone + Send + 'static,
    Id: Send + 'static,
    Tag: 'static,
    B: Send + 'static,
    R: Body<Data = Bytes>,
{
    type Response = Response<GuardedBody<R>>;
    type Error = S::Error;
    type Future = LayerFuture<S::Future, GuardedBody<R>, S::Error, Id, Tag, Guarded>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        call(&mut self.inner, &self.rules, request)
    }
}

/// The body of a response is that of the service or of a rejection.
#[derive(Debug)]
pub enum Guarded {}

impl<R> Answer<R> for Guarded {
    type Body = GuardedBody<R>;

    const LEAVES_AUTHENTICATOR: bool = true;

    fn of_service(response: Response<R>) -> Response<GuardedBody<R>> {
        response.map(GuardedBody::of_service)
    }

    fn rejected(rejection: Rejection) -> Response<GuardedBody<R>> {
        GuardedBody::rejected(rejection)
    }
}

impl<Id, Tag, M> Clone for RequiresAuthLayer<Id, Tag, M> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<Id, Tag, M> fmt::Debug for RequiresAuthLayer<Id, Tag, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RequiresAuthLayer").field(&self.0).finish()
    }
}

impl<S: Clone, Id, Tag> Clone for RequiresAuth<S, Id, Tag> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), rules: Arc::clone(&self.rules) }
    }
}

impl<S, Id, Tag> fmt::Debug for RequiresAuth<S, Id, Tag> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequiresAuth(..)")
    }
}
