//! A result that is there, or the future of it: a verifier that looks something up in memory makes no future.

use std::pin::Pin;

use crate::{
    panics::{Panicked, catch_async},
    rejection::VerifyError,
};

#[doc(hidden)]
#[allow(unreachable_pub, reason = "it is in traits that are `pub`, and has no name outside")]
pub enum MaybeFuture<T, F> {
    Ready(T),
    Future(F),
}

impl<T, F: Future<Output = T>> MaybeFuture<T, F> {
    pub(crate) async fn wait(self) -> T {
        match self {
            Self::Ready(value) => value,
            Self::Future(future) => future.await,
        }
    }
}

/// The answer of a future of the user's. Caught where it is held, since what unwinds from there on would drop it meanwhile, and
/// it may panic then too.
pub(crate) async fn caught<Id, F>(verify: Pin<&mut Option<F>>) -> Result<Id, VerifyError>
where
    F: Future<Output = Result<Id, VerifyError>>,
{
    catch_async(verify).await.unwrap_or_else(|Panicked| Err(VerifyError::panicked()))
}
