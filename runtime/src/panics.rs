//! Catches panics of the user's code, so that they become a response, if panics unwind.
//!
//! A second panic during unwinding ends the process. So values of the user that are held while other code of the user runs are
//! dropped in a separate `catch`, as the future of [`catch_async`] is.

use std::{
    any::Any,
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::{Context, Poll},
};

/// Records that a call panicked. The payload is dropped.
pub(crate) struct Panicked;

pub(crate) fn catch<T>(call: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(call)).map_err(discard)
}

/// Runs a future to its output and catches its panics. The future is also dropped in a `catch`: after its output, or when this
/// future is dropped because the client disconnected.
///
/// The caller pins the future. Passed by value, it would occupy space twice in each of the futures around it.
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

/// Drops each value in its own `catch`. If two values of one collection panicked, the second panic would end the process.
pub(crate) fn drop_each<T>(values: impl IntoIterator<Item = T>) {
    for value in values {
        let _ = catch(|| drop(value));
    }
}

/// Holds a value of the user's that is dropped in a `catch`: whoever happens to drop it last has nothing to do with it.
#[derive(Clone)]
pub(crate) struct Held<T>(Option<T>);

impl<T> Held<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(Some(value))
    }

    pub(crate) const fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }

    pub(crate) fn into_inner(mut self) -> Option<T> {
        self.0.take()
    }
}

impl<T> Drop for Held<T> {
    fn drop(&mut self) {
        let value = self.0.take();
        let _ = catch(|| drop(value));
    }
}

/// Drops the payload. If that panics, the second payload is forgotten.
fn discard(payload: Box<dyn Any + Send>) -> Panicked {
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(again);
    }
    Panicked
}
