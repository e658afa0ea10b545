//! Panics of the user's code become an answer, where unwinding exists.
//!
//! A second panic while one unwinds ends the process. So whatever of the user's is held while other code of the user's runs is
//! dropped under a separate `catch`, as the future of [`catch_async`] is.

use std::{
    any::Any,
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::{Context, Poll},
};

/// What is left of a panic.
pub(crate) struct Panicked;

pub(crate) fn catch<T>(call: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(call)).map_err(discard)
}

/// The output of a future, which is dropped under `catch` as well, before there is an output, or when it is hung up on.
///
/// Pinned by the caller: passed by value, it would take its place in each of the futures around it, and twice.
pub(crate) async fn catch_async<F: Future>(future: Pin<&mut Option<F>>) -> Result<F::Output, Panicked> {
    let mut running = Running(future);
    let output = poll_fn(|context| running.poll(context)).await;
    match (output, running.end()) {
        (Ok(output), Err(Panicked)) => {
            let _ = catch(|| drop(output));
            Err(Panicked)
        }
        (output, _) => output,
    }
}

struct Running<'a, F>(Pin<&'a mut Option<F>>);

impl<F: Future> Running<'_, F> {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<F::Output, Panicked>> {
        let future = self.0.as_mut().as_pin_mut();
        match catch(|| future.map_or(Poll::Pending, |future| future.poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
            Err(panicked) => Poll::Ready(Err(panicked)),
        }
    }
}

impl<F> Running<'_, F> {
    fn end(&mut self) -> Result<(), Panicked> {
        catch(|| self.0.set(None))
    }
}

impl<F> Drop for Running<'_, F> {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

/// Drops each under a `catch`: of two that panic in one collection, the second would end the process.
#[cfg(feature = "passwords")]
pub(crate) fn drop_each<T>(values: impl IntoIterator<Item = T>) {
    for value in values {
        let _ = catch(|| drop(value));
    }
}

/// A payload may panic when it is dropped; then it is forgotten.
fn discard(payload: Box<dyn Any + Send>) -> Panicked {
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(again);
    }
    Panicked
}
