//! A verifier behind a pointer; one that waits for nothing answers without a boxed future.

use std::{
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use super::authenticate::Authenticate;
use crate::{refusal::VerifyError, schemes::Found};

pub(super) trait Erased<Id>: Send + Sync {
    fn verify<'a>(&'a self, index: usize, found: Found<'a>) -> MaybeReady<'a, Id>;
}

/// The answer of a verifier, or the future of it.
#[doc(hidden)]
pub enum MaybeReady<'a, Id> {
    Ready(Option<Result<Id, VerifyError>>),
    Waiting(Pin<Box<dyn Future<Output = Result<Id, VerifyError>> + Send + 'a>>),
}

// The answer is moved out, never pinned.
impl<Id> Unpin for MaybeReady<'_, Id> {}

impl<Id> Future for MaybeReady<'_, Id> {
    type Output = Result<Id, VerifyError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Self::Ready(answer) => answer.take().map_or(Poll::Pending, Poll::Ready),
            Self::Waiting(future) => future.as_mut().poll(context),
        }
    }
}

pub(super) struct Leaf<V, Via>(V, PhantomData<fn() -> Via>);

impl<V, Via> Leaf<V, Via> {
    pub(super) const fn new(verifier: V) -> Self {
        Self(verifier, PhantomData)
    }
}

impl<V: Authenticate<Via>, Via> Erased<V::Identity> for Leaf<V, Via> {
    fn verify<'a>(&'a self, index: usize, found: Found<'a>) -> MaybeReady<'a, V::Identity> {
        self.0.verify_erased(index, found)
    }
}

/// Maps the identity of another verifier, asynchronously.
pub(super) struct AndThen<A, F> {
    pub(super) first: Arc<dyn Erased<A>>,
    pub(super) then: Arc<F>,
}

impl<A, B, F, Fut> Erased<B> for AndThen<A, F>
where
    A: Send + 'static,
    F: Fn(A) -> Fut + Send + Sync,
    Fut: Future<Output = Result<B, VerifyError>> + Send,
{
    fn verify<'a>(&'a self, index: usize, found: Found<'a>) -> MaybeReady<'a, B> {
        MaybeReady::Waiting(Box::pin(async move {
            let identity = self.first.verify(index, found).await?;
            (self.then)(identity).await
        }))
    }
}
