//! The proof that a request was authorized, which the handlers of frameworks with extractors take as a hidden parameter.

#![allow(missing_docs, unreachable_pub, reason = "for expansions and frameworks of this crate, no user names it")]
#![allow(dead_code, reason = "only frameworks ask")]

use std::{fmt, marker::PhantomData};

use super::{authorize_handler::AuthorizeHandler, maybe_future::MaybeFuture};
use crate::{rejection::Rejection, request::DynRequest};

/// The proof that a request was authorized by the policy of one handler, with its identity. `W` is the mode, around the marker of the
/// handler: see `handler_spec.rs`.
///
/// The fields are private, and only this crate creates a guard, after a verification. Every caller of a handler with a guard
/// therefore needs a verification.
pub struct Guard<Id, W> {
    identity: Id,
    /// Whether the request is a `HEAD`, for a rejection by `check`.
    is_head: bool,
    mode: PhantomData<fn() -> W>,
}

impl<Id, W> Guard<Id, W> {
    /// Authorizes a request for the handler. `is_head`: whether the method is `HEAD`; the caller finds that out faster. `reject` turns a
    /// rejection into the framework's type at once: that type is smaller, so an admitted request moves fewer bytes.
    ///
    /// # Errors
    ///
    /// What `reject` returns, if the request is rejected.
    pub(crate) async fn check<S: ?Sized, R: 'static>(
        source: &S,
        request: &mut DynRequest<'_>,
        is_head: bool,
        reject: fn(Rejection) -> R,
    ) -> Result<Self, R>
    where
        W: AuthorizeHandler<S, Id>,
    {
        match W::decide(source, request, reject) {
            MaybeFuture::Ready(Ok(identity)) => Ok(Self::admitted(identity, is_head)),
            MaybeFuture::Ready(Err(rejected)) => Err(rejected),
            MaybeFuture::Future(future) => future.await.map(|identity| Self::admitted(identity, is_head)),
        }
    }

    /// [`check`](Self::check) for a framework that cannot lend a future the request: the answer, or `None` where the verifier
    /// waits, which then has not been asked.
    #[cfg(feature = "rmcp")]
    pub(crate) fn check_now<S: ?Sized, R: 'static>(
        source: &S,
        request: &mut DynRequest<'_>,
        is_head: bool,
        reject: fn(Rejection) -> R,
    ) -> Option<Result<Self, R>>
    where
        W: AuthorizeHandler<S, Id>,
    {
        match W::decide(source, request, reject) {
            MaybeFuture::Ready(Ok(identity)) => Some(Ok(Self::admitted(identity, is_head))),
            MaybeFuture::Ready(Err(rejected)) => Some(Err(rejected)),
            // A verifier does nothing before its future is polled.
            MaybeFuture::Future(_) => None,
        }
    }

    pub(crate) fn admitted(identity: Id, is_head: bool) -> Self {
        Self { identity, is_head, mode: PhantomData }
    }

    pub(crate) fn is_head(&self) -> bool {
        self.is_head
    }

    pub fn into_identity(self) -> Id {
        self.identity
    }
}

impl<Id, W> fmt::Debug for Guard<Id, W> {
    /// Nothing of the identity: `#[tracing::instrument]` records every parameter.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guard(..)")
    }
}
