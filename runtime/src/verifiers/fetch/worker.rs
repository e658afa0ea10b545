//! A thread with a `tokio` runtime, in which an identity provider is asked.
//!
//! It belongs to the verifier, not to the application: so a request whose client hangs up cancels nothing that others need, the
//! application may run on another runtime or on none, a verifier can be built before the runtime starts, and the end of a runtime (of one
//! test, for instance) does not end the refresh of keys.

use std::{future::poll_fn, io, pin::Pin, sync::mpsc, task::Poll, thread, time::Duration};

use tokio::{
    runtime::{Builder, Handle},
    sync::oneshot,
    task::JoinHandle,
};

use crate::{verifiers::jwt::Clock, vocabulary::ConfigError};

/// Ends its thread, and all that runs there, when it is dropped.
pub(in crate::verifiers) struct Worker {
    runtime: Handle,
    /// Where the thread is. A process that is forked off does not have it.
    #[cfg(feature = "introspection")]
    process: u32,
    _end: oneshot::Sender<()>,
}

/// This process was forked off after the thread had been started.
pub(in crate::verifiers) const FORKED: &str =
    "this process was forked off after the verifier was built, and does not have its thread; build the verifier after the fork";

impl Worker {
    /// `what` is what the thread is for, in the error if it cannot be started.
    pub(in crate::verifiers) fn start(name: &str, what: &'static str) -> Result<Self, ConfigError> {
        Self::try_start(name).map_err(|error| ConfigError::placed(what, error.to_string(), "its thread cannot be started"))
    }

    fn try_start(name: &str) -> io::Result<Self> {
        let (send, receive) = mpsc::channel();
        let (end, ended) = oneshot::channel();
        let run = move || {
            // Made and dropped here: dropped in a thread of another runtime it would panic.
            match Builder::new_current_thread().enable_io().enable_time().build() {
                Err(error) => drop(send.send(Err(error))),
                Ok(runtime) => {
                    let _ = send.send(Ok(runtime.handle().clone()));
                    let _ = runtime.block_on(ended);
                }
            }
        };
        thread::Builder::new().name(name.to_owned()).spawn(run)?;
        let runtime = receive.recv().map_err(io::Error::other)??;
        Ok(Self {
            runtime,
            #[cfg(feature = "introspection")]
            process: std::process::id(),
            _end: end,
        })
    }

    /// Runs a future to its end, whether or not somebody waits for it. It must not hold the worker.
    pub(in crate::verifiers) fn run<T: Send + 'static>(&self, future: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.runtime.spawn(future)
    }

    #[cfg(feature = "introspection")]
    pub(in crate::verifiers) fn is_here(&self) -> bool {
        self.process == std::process::id()
    }
}

/// Waits until so much time has passed by this clock.
pub(in crate::verifiers) async fn until(clock: &Clock, passed: Duration) {
    match clock {
        Clock::System(start) => match start.checked_add(passed) {
            Some(end) => tokio::time::sleep_until(end.into()).await,
            None => std::future::pending().await,
        },
        #[cfg(feature = "test-util")]
        Clock::Set(clock) => clock.until(passed).await,
    }
}

pub(in crate::verifiers) enum Either<A, B> {
    First(A),
    Second(B),
}

/// Waits for one of two futures, of which the first is asked first.
pub(in crate::verifiers) async fn either<A: Future, B: Future>(
    mut first: Pin<&mut A>,
    mut second: Pin<&mut B>,
) -> Either<A::Output, B::Output> {
    poll_fn(|context| {
        if let Poll::Ready(output) = first.as_mut().poll(context) {
            return Poll::Ready(Either::First(output));
        }
        second.as_mut().poll(context).map(Either::Second)
    })
    .await
}
