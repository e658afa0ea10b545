//! Type-erased verifiers. A synchronous verifier returns without a boxed future.

use std::{
    marker::PhantomData,
    pin::{Pin, pin},
    sync::Arc,
    time::SystemTime,
};

use super::{authenticate::Authenticate, maybe_future::caught};
use crate::{rejection::VerifyError, request::RawCredentials};

pub(super) type BoxFuture<'a, Id> = Pin<Box<dyn Future<Output = Result<Id, VerifyError>> + Send + 'a>>;

pub(super) trait DynVerifier<Id>: Send + Sync {
    /// See [`Authenticate::verify_now`].
    fn verify_now(&self, found: RawCredentials<'_>) -> Option<Result<Id, VerifyError>>;

    /// See [`Authenticate::verify_later`].
    fn verify_later<'a>(&'a self, found: RawCredentials<'a>) -> BoxFuture<'a, Id>;

    /// See [`Authenticate::always_waits`].
    fn always_waits(&self) -> bool;

    /// See [`Authenticate::clock_reading`].
    fn clock_reading(&self, index: u32) -> Option<SystemTime>;
}

pub(super) struct ErasedVerifier<V, Via>(V, PhantomData<fn() -> Via>);

impl<V, Via> ErasedVerifier<V, Via> {
    pub(super) const fn new(verifier: V) -> Self {
        Self(verifier, PhantomData)
    }
}

impl<V: Authenticate<Via>, Via> DynVerifier<V::Identity> for ErasedVerifier<V, Via> {
    fn verify_now(&self, found: RawCredentials<'_>) -> Option<Result<V::Identity, VerifyError>> {
        self.0.verify_now(found)
    }

    fn verify_later<'a>(&'a self, found: RawCredentials<'a>) -> BoxFuture<'a, V::Identity> {
        Box::pin(self.0.verify_later(found))
    }

    fn always_waits(&self) -> bool {
        self.0.always_waits()
    }

    fn clock_reading(&self, index: u32) -> Option<SystemTime> {
        self.0.clock_reading(index)
    }
}

/// Maps the identity of another verifier, asynchronously.
pub(super) struct AndThen<A, F> {
    pub(super) first: Arc<dyn DynVerifier<A>>,
    pub(super) then: Arc<F>,
}

impl<A, B, F, Fut> DynVerifier<B> for AndThen<A, F>
where
    A: Send + 'static,
    F: Fn(A) -> Fut + Send + Sync,
    Fut: Future<Output = Result<B, VerifyError>> + Send,
{
    fn verify_now(&self, _: RawCredentials<'_>) -> Option<Result<B, VerifyError>> {
        None
    }

    fn verify_later<'a>(&'a self, found: RawCredentials<'a>) -> BoxFuture<'a, B> {
        Box::pin(async move {
            let identity = match self.first.verify_now(found) {
                Some(answer) => answer?,
                None => self.first.verify_later(found).await?,
            };
            caught(pin!(Some((self.then)(identity)))).await
        })
    }

    fn always_waits(&self) -> bool {
        true
    }

    fn clock_reading(&self, index: u32) -> Option<SystemTime> {
        self.first.clock_reading(index)
    }
}
