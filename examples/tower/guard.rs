//! A layer that guards a whole service: a request reaches the service only if the authenticator accepts its credentials.

use std::{
    mem,
    pin::Pin,
    task::{Context, Poll},
};

use http::{Request, Response};
use requires_auth::{Authenticator, HasScopes, Policy};
use tower::{Layer, Service};

/// Guards services with one authenticator, under one policy.
///
/// `hand_over` turns the identity and the request into the argument of the guarded service: the request alone, or your own type
/// with both. A service that takes your own type does not compile without its guard. A service that looks for an identity in the
/// request's extensions does.
pub(crate) struct Guard<Id, F> {
    authenticator: Authenticator<Id>,
    policy: &'static Policy,
    hand_over: F,
}

impl<Id, F> Guard<Id, F> {
    pub(crate) fn new(authenticator: Authenticator<Id>, policy: &'static Policy, hand_over: F) -> Self {
        Self { authenticator, policy, hand_over }
    }
}

/// Not derived: `derive(Clone)` would require `Id: Clone`.
impl<Id, F: Clone> Clone for Guard<Id, F> {
    fn clone(&self) -> Self {
        Self { authenticator: self.authenticator.clone(), policy: self.policy, hand_over: self.hand_over.clone() }
    }
}

impl<S, Id, F: Clone> Layer<S> for Guard<Id, F> {
    type Service = Guarded<S, Id, F>;

    fn layer(&self, behind: S) -> Guarded<S, Id, F> {
        Guarded { behind, guard: self.clone() }
    }
}

/// A service behind its [`Guard`].
pub(crate) struct Guarded<S, Id, F> {
    behind: S,
    guard: Guard<Id, F>,
}

impl<S: Clone, Id, F: Clone> Clone for Guarded<S, Id, F> {
    fn clone(&self) -> Self {
        Self { behind: self.behind.clone(), guard: self.guard.clone() }
    }
}

impl<S, Id, F, Handed, B, Answer> Service<Request<B>> for Guarded<S, Id, F>
where
    S: Service<Handed, Response = Response<Answer>, Future: Send, Error: Send> + Clone + Send + 'static,
    Id: HasScopes + Send + 'static,
    F: Fn(Id, Request<B>) -> Handed + Clone + Send + 'static,
    Handed: Send,
    B: Send + 'static,
    Answer: From<&'static str> + From<String> + Send,
{
    type Response = Response<Answer>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Answer>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.behind.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // `poll_ready` was called on `self.behind` and not on its clone, so `self.behind` is the one to call.
        let clone = self.behind.clone();
        let mut ready = mem::replace(&mut self.behind, clone);
        let Guard { authenticator, policy, hand_over } = self.guard.clone();
        Box::pin(async move {
            match authenticator.authorize(policy, &request).await {
                Ok(who) => ready.call(hand_over(who, request)).await,
                Err(rejection) => Ok(rejection.into_http()),
            }
        })
    }
}
