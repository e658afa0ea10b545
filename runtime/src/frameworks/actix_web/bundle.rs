//! All parameters of a guarded handler as one.

#![allow(missing_docs, reason = "for expansions, no user names it")]

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use actix_web::{Error, FromRequest, HttpRequest, dev::Payload, error::ErrorInternalServerError, http::Method};
use pin_project_lite::pin_project;

use super::{Framework, head::LentRequest};
use crate::decision::{AuthorizeHandler, Guard, RejectWith};

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
        let is_head = request.method() == Method::HEAD;
        match Guard::check_now(request, &mut LentRequest::of(request), is_head, W::REJECT) {
            Some(Ok(guard)) => Extracting::Admitted { guard: Some(guard), rest: T::from_request(request, payload) },
            Some(Err(rejected)) => Extracting::Rejected { error: Some(rejected.into_error(request)) },
            None => Extracting::Waiting { future: waiting(request.clone(), payload.take()) },
        }
    }
}

type Waiting<Id, W, T> = Pin<Box<dyn Future<Output = Result<Bundle<Id, W, T>, Error>>>>;

/// A verifier that waits: the request has to live as long as its future.
fn waiting<Id, W, T>(request: HttpRequest, mut payload: Payload) -> Waiting<Id, W, T>
where
    Id: Send + 'static,
    W: AuthorizeHandler<HttpRequest, Id> + RejectWith<Framework>,
    T: FromRequest + 'static,
{
    Box::pin(async move {
        let is_head = request.method() == Method::HEAD;
        let checked = Guard::check(&request, &mut LentRequest::of(&request), is_head, W::REJECT).await;
        let guard = checked.map_err(|rejected| rejected.into_error(&request))?;
        let rest = T::from_request(&request, &mut payload).await.map_err(Into::into)?;
        Ok(Bundle(guard, rest))
    })
}

pin_project! {
    /// The future of [`Bundle`]. Without a box where the verifier does not wait.
    #[project = Extracted]
    pub enum Extracting<Id, W, T, F> {
        Rejected { error: Option<Error> },
        Admitted { guard: Option<Guard<Id, W>>, #[pin] rest: F },
        Waiting { future: Waiting<Id, W, T> },
    }
}

impl<Id, W, T, F, E> Future for Extracting<Id, W, T, F>
where
    F: Future<Output = Result<T, E>>,
    E: Into<Error>,
{
    type Output = Result<Bundle<Id, W, T>, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        const AGAIN: &str = "polled after it was ready";
        Poll::Ready(match self.project() {
            Extracted::Rejected { error } => Err(error.take().unwrap_or_else(|| ErrorInternalServerError(AGAIN))),
            Extracted::Admitted { guard, rest } => match (ready!(rest.poll(context)), guard.take()) {
                (Ok(rest), Some(guard)) => Ok(Bundle(guard, rest)),
                (Ok(_), None) => Err(ErrorInternalServerError(AGAIN)),
                (Err(error), _) => Err(error.into()),
            },
            Extracted::Waiting { future } => return future.as_mut().poll(context),
        })
    }
}

impl<Id, W, T, F> fmt::Debug for Extracting<Id, W, T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Extracting(..)")
    }
}
