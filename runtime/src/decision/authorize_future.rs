//! What an inlined guard awaits.

use std::{
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use super::{
    decided::{Authenticated, Decided},
    maybe_future::MaybeFuture,
};
use crate::rejection::Rejection;

/// The future of a decision, which is there at once where the verifier does not wait. A type with a name, and boxed where
/// something is waited for, which can afford it: a future without a name, or a `match` over what there is to wait for, costs rustc
/// more in every handler than all the rest of the guard. `W` is the way it was asked, for [`Decided`].
#[must_use = "nothing is decided until it is awaited"]
pub struct AuthorizeFuture<'a, T, W = Authenticated>(State<'a, T>, PhantomData<fn() -> W>);

enum State<'a, T> {
    /// `None` once it is given. Two cases, so that the identity is moved without the room for a rejection.
    Admitted(Option<T>),
    Rejected(Option<Rejection>),
    Later(Pin<Box<dyn Future<Output = Result<T, Rejection>> + Send + 'a>>),
}

impl<'a, T, W> AuthorizeFuture<'a, T, W> {
    #[inline]
    pub(crate) fn of(
        decision: MaybeFuture<Result<T, Rejection>, impl Future<Output = Result<T, Rejection>> + Send + 'a>,
    ) -> Self {
        let state = match decision {
            MaybeFuture::Ready(Ok(admitted)) => State::Admitted(Some(admitted)),
            MaybeFuture::Ready(Err(rejected)) => State::Rejected(Some(rejected)),
            MaybeFuture::Future(future) => State::Later(Box::pin(future)),
        };
        Self(state, PhantomData)
    }

    /// What is decided without waiting. The future is dropped before it is polled, and a verifier does nothing before that.
    #[must_use]
    pub fn now(self) -> Option<Decided<T, W>> {
        let decided = match self.0 {
            State::Admitted(admitted) => admitted.map(Ok),
            State::Rejected(rejected) => rejected.map(Err),
            State::Later(_) => None,
        };
        decided.map(Decided::of)
    }

    /// What is decided, in the form that a marker hands on.
    pub async fn decided(self) -> Decided<T, W> {
        Decided::of(self.await)
    }
}

/// The identity is moved out and never pinned.
impl<T, W> Unpin for AuthorizeFuture<'_, T, W> {}

impl<T, W> Future for AuthorizeFuture<'_, T, W> {
    type Output = Result<T, Rejection>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            // Asked again after its answer, which nothing that awaits it does, it has no other.
            State::Admitted(admitted) => admitted.take().map_or(Poll::Pending, |admitted| Poll::Ready(Ok(admitted))),
            State::Rejected(rejected) => rejected.take().map_or(Poll::Pending, |rejected| Poll::Ready(Err(rejected))),
            State::Later(future) => future.as_mut().poll(context),
        }
    }
}
