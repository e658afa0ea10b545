//! What was decided about a caller, as only this crate can say it.

use std::marker::PhantomData;

use crate::rejection::Rejection;

/// Only a verified identity was admitted.
#[derive(Debug)]
pub enum Authenticated {}

/// A request without credentials was admitted too.
#[derive(Debug)]
pub enum MaybeAnonymous {}

/// What the verifier that a handler names has decided. Only [`AuthorizeFuture`](super::AuthorizeFuture) makes one, and only the functions that
/// decide make that: any crate can write a marker, and its `ask` hands out no identity but a verified one. `W` is the way it was
/// asked, so that what also admits a caller without credentials is never taken for what does not.
#[derive(Debug)]
#[must_use = "it may be a rejection"]
pub struct Decided<T, W>(Result<T, Rejection>, PhantomData<fn() -> W>);

impl<T, W> Decided<T, W> {
    #[inline]
    pub(super) fn of(decided: Result<T, Rejection>) -> Self {
        Self(decided, PhantomData)
    }

    #[inline]
    pub(super) fn into_result(self) -> Result<T, Rejection> {
        self.0
    }

    #[inline]
    pub(crate) fn map<U>(self, identity: impl FnOnce(T) -> U) -> Decided<U, W> {
        Decided::of(self.0.map(identity))
    }
}
