//! All parameters of a guarded handler as one.

#![allow(missing_docs, reason = "for expansions, no user names it")]

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use actix_web::{Error, FromRequest, HttpRequest, dev::Payload, error::ErrorInternalServerError, http::Method};
use pin_project_lite::pin_project;

use super::{Framework, OnRejectOutput, request_head::LentRequest};
use crate::{
    decision::{AuthorizeHandler, Decision, Guard, MaybeFuture, RejectWith},
    rejection::Rejection,
    request::DynRequest,
};

/// All parameters of a handler as one. Extractors run side by side, and the first error wins: beside the others, a guard whose
/// verifier waits would lose against a malformed body. The guard alone is no extractor.
#[derive(Debug)]
pub struct Bundle<Id, W, T>(pub Guard<Id, W>, pub T);

impl<Id, W, T> FromRequest for Bundle<Id, W, T>
where
    Id: Send + 'static,
    W: AuthorizeHandler<HttpRequest, Id> + RejectWith<Framework>,
    T: FromRequest + 'static,
{
    type Error = Error;
    type Future = Extracting<Id, W, T, T::Future>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let steps = begin(request, payload, W::decide, W::REJECT);
        Extracting { steps, is_head: request.method() == Method::HEAD, mode: PhantomData }
    }
}

type Reject = fn(Rejection) -> OnRejectOutput;
type Decide<Id> = for<'a> fn(&'a HttpRequest, &'a mut DynRequest<'_>, Reject) -> Decision<'a, Id, OnRejectOutput>;
type Waiting<T> = Pin<Box<dyn Future<Output = T>>>;

/// Decides, and begins to extract the other parameters of the handler if the request is admitted. No type of the handler is in this
/// function, [`wait`] or [`Steps`], so they are compiled once for all handlers with the same parameters.
#[inline(never)]
fn begin<Id, T>(request: &HttpRequest, payload: &mut Payload, decide: Decide<Id>, reject: Reject) -> Steps<Id, T, T::Future>
where
    Id: 'static,
    T: FromRequest + 'static,
{
    match decide(request, &mut LentRequest::of(request), reject) {
        MaybeFuture::Ready(Ok(identity)) => Steps::Admitted { identity: Some(identity), rest: T::from_request(request, payload) },
        MaybeFuture::Ready(Err(rejected)) => Steps::Rejected { error: Some(rejected.into_error(request)) },
        // This future borrows a value of this call, so it is dropped. It was never polled, so no verifier has done anything.
        MaybeFuture::Future(_) => Steps::Waiting { future: wait(request.clone(), payload.take(), decide, reject) },
    }
}

/// Decides again, with a request of its own, and extracts the other parameters of the handler if the request is admitted.
fn wait<Id, T>(request: HttpRequest, mut payload: Payload, decide: Decide<Id>, reject: Reject) -> Waiting<Result<(Id, T), Error>>
where
    Id: 'static,
    T: FromRequest + 'static,
{
    Box::pin(async move {
        let decided = decide(&request, &mut LentRequest::of(&request), reject).wait().await;
        let identity = decided.map_err(|rejected| rejected.into_error(&request))?;
        let rest = T::from_request(&request, &mut payload).await.map_err(Into::into)?;
        Ok((identity, rest))
    })
}

pin_project! {
    /// The future of [`Bundle`].
    pub struct Extracting<Id, W, T, F> {
        #[pin]
        steps: Steps<Id, T, F>,
        is_head: bool,
        mode: PhantomData<fn() -> W>,
    }
}

impl<Id, W, T, F, E> Future for Extracting<Id, W, T, F>
where
    F: Future<Output = Result<T, E>>,
    E: Into<Error>,
{
    type Output = Result<Bundle<Id, W, T>, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let (identity, rest) = ready!(this.steps.poll(context))?;
        Poll::Ready(Ok(Bundle(Guard::admitted(identity, *this.is_head), rest)))
    }
}

pin_project! {
    /// Without a box where the verifier does not wait.
    #[project = Step]
    enum Steps<Id, T, F> {
        Rejected { error: Option<Error> },
        Admitted { identity: Option<Id>, #[pin] rest: F },
        Waiting { future: Waiting<Result<(Id, T), Error>> },
    }
}

impl<Id, T, F, E> Future for Steps<Id, T, F>
where
    F: Future<Output = Result<T, E>>,
    E: Into<Error>,
{
    type Output = Result<(Id, T), Error>;

    #[inline(never)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        const AGAIN: &str = "polled after it was ready";
        Poll::Ready(match self.project() {
            Step::Rejected { error } => Err(error.take().unwrap_or_else(|| ErrorInternalServerError(AGAIN))),
            Step::Admitted { identity, rest } => match (ready!(rest.poll(context)), identity.take()) {
                (Ok(rest), Some(identity)) => Ok((identity, rest)),
                (Ok(_), None) => Err(ErrorInternalServerError(AGAIN)),
                (Err(error), _) => Err(error.into()),
            },
            Step::Waiting { future } => return future.as_mut().poll(context),
        })
    }
}

impl<Id, W, T, F> fmt::Debug for Extracting<Id, W, T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Extracting(..)")
    }
}
