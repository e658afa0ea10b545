//! The authenticator as a middleware: it provides itself to the guards, and makes sure that the rejection of a guard is sent.

use std::{
    any::Any,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use poem::{Endpoint, Error, IntoResponse, Middleware, Request, Response, Result};

use crate::{decision::Authenticator, rejection::Rejection};

/// Wraps an endpoint with an [`Authenticator`] as its middleware: the result of `endpoint.with(auth)`.
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
        // An outer authenticator saw the method before a route changed it.
        let was_head = request.data::<PendingRejection>().is_some_and(PendingRejection::is_head);
        let kept = PendingRejection::new(was_head || request.method() == http::Method::HEAD);
        request.set_data(kept.clone());
        request.set_data(self.authenticator.clone());
        let answer = self.endpoint.call(request).await.map(IntoResponse::into_response);
        match kept.take() {
            Some(rejection) => Self::rejected(rejection, answer),
            None => answer,
        }
    }
}

impl<E, A> AuthEndpoint<E, A> {
    /// Replaces the response by the rejection, unless the response is that rejection or a redirect.
    fn rejected(rejection: Error, answer: Result<Response>) -> Result<Response> {
        match answer {
            Err(error) if error.is::<Rejection>() || error.status().is_redirection() => Err(error),
            Ok(response) if response.status().is_redirection() => Ok(response),
            _ => Err(rejection),
        }
    }
}

impl<E, A> fmt::Debug for AuthEndpoint<E, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthEndpoint(..)")
    }
}

/// Stores the rejection of a guard until the middleware sends it. Poem-openapi passes the error of every extractor to the
/// `bad_request_handler` of a response, which may replace it.
#[derive(Clone)]
pub(super) struct PendingRejection(Arc<Inner>);

struct Inner {
    is_head: bool,
    rejection: Mutex<Option<Error>>,
}

impl PendingRejection {
    fn new(is_head: bool) -> Self {
        Self(Arc::new(Inner { is_head, rejection: Mutex::new(None) }))
    }

    /// Returns whether the client sent `HEAD`. A route for `GET` responds to it, too, and shows it as `GET`.
    pub(super) fn is_head(&self) -> bool {
        self.0.is_head
    }

    /// Stores the response to a rejection, and returns the error for poem.
    pub(super) fn keep(&self, rejection: Rejection, answer: impl FnOnce(Rejection) -> Error) -> Error {
        // Never the status of a redirect, which the middleware would keep.
        let status = rejection.error_status();
        let twin = rejection.without_source();
        let answer = answer(rejection);
        // Without `on_reject` the response is the rejection itself. Middlewares look for it, so they get the one with its source.
        let (kept, shown) =
            if answer.is::<Rejection>() { (twin.into(), answer) } else { (answer, Error::from_string("rejected", status)) };
        *self.lock() = Some(kept);
        shown
    }

    /// Removes the stored rejection: another guard has accepted the request, so its response counts.
    pub(super) fn forget(&self) {
        drop(self.take());
    }

    fn take(&self) -> Option<Error> {
        self.lock().take()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Error>> {
        self.0.rejection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
