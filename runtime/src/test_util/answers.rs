//! Calls a verifier in the ways of the conformance table.

use std::{
    future::poll_fn,
    pin::{Pin, pin},
    task::Poll,
};

use http::Request;

use crate::{
    decision::{Authenticate, Optional, Required, anyone, authorize, marked},
    rejection::Rejection,
    vocabulary::{AnyIdentity, Policy, Rule},
};

const ANYBODY: &AnyIdentity = &AnyIdentity(Policy("conformance", Rule::Empty));

/// Authorizes the request as a guard does.
pub(super) async fn ask<V: Authenticate<Via>, Via>(verifier: &V, mut request: Request<()>) -> Result<V::Identity, Rejection> {
    authorize(Required, verifier, ANYBODY, marked(verifier, &mut request), anyone).wait().await
}

/// Authorizes the request as an `optional` guard does.
pub(super) async fn ask_optional<V: Authenticate<Via>, Via>(
    verifier: &V,
    mut request: Request<()>,
) -> Result<Option<V::Identity>, Rejection> {
    authorize(Optional, verifier, ANYBODY, marked(verifier, &mut request), anyone).wait().await
}

/// Polls once, and then drops the future as if the client had disconnected.
pub(super) async fn hang_up<V: Authenticate<Via>, Via>(verifier: &V, request: Request<()>) {
    let mut asked = pin!(ask(verifier, request));
    poll_fn(|context| {
        let _ = asked.as_mut().poll(context);
        Poll::Ready(())
    })
    .await;
}

/// Runs all futures concurrently, in one task.
pub(super) async fn all<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut running: Vec<(Pin<Box<_>>, Option<T>)> = futures.map(|future| (Box::pin(future), None)).collect();
    poll_fn(|context| {
        let mut waits = false;
        for (future, output) in running.iter_mut().filter(|(_, output)| output.is_none()) {
            match future.as_mut().poll(context) {
                Poll::Ready(ready) => *output = Some(ready),
                Poll::Pending => waits = true,
            }
        }
        if waits { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    running.into_iter().filter_map(|(_, output)| output).collect()
}
