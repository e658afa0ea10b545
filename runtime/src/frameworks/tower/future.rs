//! How a tower layer calls the service behind it, and the future of that.

use std::{
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_service::Service;

use super::take_ready;
use crate::{
    decision::{Lease, Rules},
    rejection::Rejection,
};

/// What a layer makes of the response of its service, and of a rejection.
#[allow(missing_docs, reason = "no user names it")]
pub trait Answer<R> {
    type Body;

    /// Whether the service finds the authenticator in a request without an identity as well.
    const LEAVES_AUTHENTICATOR: bool;

    fn of_service(response: Response<R>) -> Response<Self::Body>;

    fn rejected(rejection: Rejection) -> Response<Self::Body>;
}

type Waiting<T, E> = Pin<Box<dyn Future<Output = Result<Response<T>, E>> + Send>>;

pin_project! {
    /// The future of a service behind a layer. It is in a box only if the verifier waits.
    #[must_use = "a service does nothing before its future is polled"]
    pub struct LayerFuture<F, T, E, Id, Tag, A> {
        #[pin]
        state: State<F, T, E, Id, Tag>,
        answer: PhantomData<fn() -> A>,
    }
}

pin_project! {
    #[project = Projected]
    enum State<F, T, E, Id, Tag> {
        // The lease ends with the response.
        Called { #[pin] service: F, lease: Option<Lease<Id, Tag>> },
        // `None` once it is returned.
        Rejected { rejection: Option<Rejection> },
        Waiting { decision: Waiting<T, E> },
    }
}

impl<F, T, E, Id, Tag, A> From<State<F, T, E, Id, Tag>> for LayerFuture<F, T, E, Id, Tag, A> {
    fn from(state: State<F, T, E, Id, Tag>) -> Self {
        Self { state, answer: PhantomData }
    }
}

impl<F, R, E, Id, Tag, A> Future for LayerFuture<F, A::Body, E, Id, Tag, A>
where
    F: Future<Output = Result<Response<R>, E>>,
    A: Answer<R>,
{
    type Output = Result<Response<A::Body>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            Projected::Called { service, lease } => {
                let response = ready!(service.poll(context));
                drop(lease.take());
                Poll::Ready(response.map(A::of_service))
            }
            // Polled again after its result, which nothing that awaits it does, it has no other.
            Projected::Rejected { rejection } => {
                rejection.take().map_or(Poll::Pending, |rejection| Poll::Ready(Ok(A::rejected(rejection))))
            }
            Projected::Waiting { decision } => decision.as_mut().poll(context),
        }
    }
}

/// Decides at once if the verifier does not wait. Then the service that is ready is called, without a clone. Otherwise the future owns
/// the service that is ready and leaves its clone, as tower demands.
pub(super) fn call<S, B, R, Id, Tag, A>(
    inner: &mut S,
    rules: &Arc<Rules<Id, Tag>>,
    mut request: Request<B>,
) -> LayerFuture<S::Future, A::Body, S::Error, Id, Tag, A>
where
    S: Service<Request<B>, Response = Response<R>, Future: Send> + Clone + Send + 'static,
    Id: Send + 'static,
    Tag: 'static,
    B: Send + 'static,
    A: Answer<R> + 'static,
{
    match rules.admit_now(&mut request) {
        Some(Ok(lease)) => {
            let lease = leave::<_, _, _, _, A>(&mut request, lease, rules);
            State::Called { service: inner.call(request), lease }.into()
        }
        Some(Err(rejection)) => {
            // What the service has reserved to be ready, such as one of a few places, is not kept until the next request.
            drop(take_ready(inner));
            State::Rejected { rejection: Some(rejection) }.into()
        }
        None => wait(take_ready(inner), Arc::clone(rules), request),
    }
}

fn wait<S, B, R, Id, Tag, A>(
    mut inner: S,
    rules: Arc<Rules<Id, Tag>>,
    mut request: Request<B>,
) -> LayerFuture<S::Future, A::Body, S::Error, Id, Tag, A>
where
    S: Service<Request<B>, Response = Response<R>, Future: Send> + Send + 'static,
    Id: Send + 'static,
    Tag: 'static,
    B: Send + 'static,
    A: Answer<R> + 'static,
{
    let decision = Box::pin(async move {
        let lease = match rules.admit(&mut request).await {
            Ok(lease) => leave::<_, _, _, _, A>(&mut request, lease, &rules),
            Err(rejection) => return Ok(A::rejected(rejection)),
        };
        let response = inner.call(request).await;
        drop(lease);
        response.map(A::of_service)
    });
    State::Waiting { decision }.into()
}

/// Leaves in an admitted request what was verified.
fn leave<B, R, Id, Tag, A>(
    request: &mut Request<B>,
    lease: Option<Lease<Id, Tag>>,
    rules: &Rules<Id, Tag>,
) -> Option<Lease<Id, Tag>>
where
    Id: Send + 'static,
    Tag: 'static,
    A: Answer<R>,
{
    let lease = match lease {
        None if A::LEAVES_AUTHENTICATOR => Some(rules.lease_without_identity()),
        lease => lease,
    };
    if let Some(lease) = &lease {
        request.extensions_mut().insert(lease.verified());
    }
    lease
}
