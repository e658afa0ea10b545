//! An authenticator as a middleware: it says who decides, and what a guard refused stays refused.

use std::{
    any::Any,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use poem::{Endpoint, Error, IntoResponse, Middleware, Request, Response, Result};

use crate::{decision::Authenticator, rejection::Rejection};

/// What stands behind an [`Authenticator`] that is a middleware: `endpoint.with(auth)`.
pub struct AuthEndpoint<E, A> {
    endpoint: E,
    authenticator: A,
}

impl<E: Endpoint, Id, Tag> Middleware<E> for Authenticator<Id, Tag>
where
    Self: Any + Send + Sync,
{
    type Output = AuthEndpoint<E, Self>;

    fn transform(&self, endpoint: E) -> Self::Output {
        AuthEndpoint { endpoint, authenticator: self.clone() }
    }
}

impl<E: Endpoint, A: Any + Clone + Send + Sync> Endpoint for AuthEndpoint<E, A> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        // One that stands further out saw the method before a route changed it.
        let was_head = request.data::<PendingRejection>().is_some_and(PendingRejection::is_head);
        let kept = PendingRejection::new(was_head || request.method() == http::Method::HEAD);
        request.set_data(kept.clone());
        request.set_data(self.authenticator.clone());
        let answer = self.endpoint.call(request).await.map(IntoResponse::into_response);
        match kept.take() {
            Some(refusal) => Self::refused(refusal, answer),
            None => answer,
        }
    }
}

impl<E, A> AuthEndpoint<E, A> {
    /// What came back in place of a refusal does not count, but for the refusal itself, and for the way to somewhere else.
    fn refused(refusal: Error, answer: Result<Response>) -> Result<Response> {
        match answer {
            Err(error) if error.is::<Rejection>() || error.status().is_redirection() => Err(error),
            Ok(response) if response.status().is_redirection() => Ok(response),
            _ => Err(refusal),
        }
    }
}

impl<E, A> fmt::Debug for AuthEndpoint<E, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Behind(..)")
    }
}

/// What a guard answered to this request, until the middleware asks: poem-openapi hands the error of every extractor to the
/// `bad_request_handler` of a response, which makes something else of it.
#[derive(Clone)]
pub(super) struct PendingRejection(Arc<Inner>);

struct Inner {
    is_head: bool,
    refusal: Mutex<Option<Error>>,
}

impl PendingRejection {
    fn new(is_head: bool) -> Self {
        Self(Arc::new(Inner { is_head, refusal: Mutex::new(None) }))
    }

    /// Whether the request came as a `HEAD`: a route for `GET` answers it too, and shows it as its own.
    pub(super) fn is_head(&self) -> bool {
        self.0.is_head
    }

    /// Keeps the answer to a rejection, and gives what poem is shown.
    pub(super) fn keep(&self, rejection: Rejection, answer: impl FnOnce(Rejection) -> Error) -> Error {
        // Never a redirection, which would be left alone.
        let status = rejection.reason().status();
        let twin = rejection.without_source();
        let answer = answer(rejection);
        // The usual answer is the rejection itself, which middlewares look for: they see it with its source.
        let (kept, shown) =
            if answer.is::<Rejection>() { (twin.into(), answer) } else { (answer, Error::from_string("refused", status)) };
        *self.lock() = Some(kept);
        shown
    }

    /// Whoever was refused before is let in by another guard, which the answer comes from.
    pub(super) fn forget(&self) {
        drop(self.take());
    }

    fn take(&self) -> Option<Error> {
        self.lock().take()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Error>> {
        self.0.refusal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
