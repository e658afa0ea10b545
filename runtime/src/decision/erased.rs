//! A verifier behind a pointer; one that waits for nothing answers without a boxed future.

use std::{
    marker::PhantomData,
    pin::{Pin, pin},
    sync::Arc,
};

use super::authenticate::Authenticate;
use crate::{
    panics::{Panicked, catch_async},
    rejection::VerifyError,
    request::Found,
};

/// The answer of a verifier, or the future of it.
#[doc(hidden)]
pub enum MaybeReady<Id, F> {
    Ready(Result<Id, VerifyError>),
    Waiting(F),
}

pub(super) type BoxFuture<'a, Id> = Pin<Box<dyn Future<Output = Result<Id, VerifyError>> + Send + 'a>>;

/// The answer of a future of the user's. Caught where it is held, since what unwinds from there on would drop it meanwhile, and
/// it may panic then too.
pub(crate) async fn caught<Id, F>(verify: Pin<&mut Option<F>>) -> Result<Id, VerifyError>
where
    F: Future<Output = Result<Id, VerifyError>>,
{
    catch_async(verify).await.unwrap_or_else(|Panicked| Err(VerifyError::panicked()))
}

pub(super) trait Erased<Id>: Send + Sync {
    fn verify<'a>(&'a self, found: Found<'a>) -> MaybeReady<Id, BoxFuture<'a, Id>>;
}

pub(super) struct Leaf<V, Via>(V, PhantomData<fn() -> Via>);

impl<V, Via> Leaf<V, Via> {
    pub(super) const fn new(verifier: V) -> Self {
        Self(verifier, PhantomData)
    }
}

impl<V: Authenticate<Via>, Via> Erased<V::Identity> for Leaf<V, Via> {
    fn verify<'a>(&'a self, found: Found<'a>) -> MaybeReady<V::Identity, BoxFuture<'a, V::Identity>> {
        match self.0.verify_found(found) {
            MaybeReady::Ready(answer) => MaybeReady::Ready(answer),
            MaybeReady::Waiting(future) => MaybeReady::Waiting(Box::pin(future)),
        }
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
    fn verify<'a>(&'a self, found: Found<'a>) -> MaybeReady<B, BoxFuture<'a, B>> {
        MaybeReady::Waiting(Box::pin(async move {
            let identity = match self.first.verify(found) {
                MaybeReady::Ready(answer) => answer?,
                MaybeReady::Waiting(future) => future.await?,
            };
            caught(pin!(Some((self.then)(identity)))).await
        }))
    }
}
