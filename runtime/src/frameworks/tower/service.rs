//! The layer as a tower layer, for services over `http` types: the router of axum is one.

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use super::future::{Answer, LayerFuture, call};
use crate::{
    decision::{AuthLayer, Rules},
    rejection::Rejection,
};

/// Verifies each request before the service inside: the result of `router.layer(requires_auth::axum::layer(auth))`. See
/// [`AuthLayer`].
pub struct AuthService<S, Id, Tag = ()> {
    inner: S,
    rules: Arc<Rules<Id, Tag>>,
}

impl<S, Id: Send + 'static, Tag: 'static, M> Layer<S> for AuthLayer<Id, Tag, M> {
    type Service = AuthService<S, Id, Tag>;

    fn layer(&self, inner: S) -> Self::Service {
        AuthService { inner, rules: self.rules() }
    }
}

impl<S, Id, Tag, B, R> Service<Request<B>> for AuthService<S, Id, Tag>
where
    S: Service<Request<B>, Response = Response<R>, Future: Send> + Clone + Send + 'static,
    Id: Send + 'static,
    Tag: 'static,
    B: Send + 'static,
    R: From<&'static str> + From<String>,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = LayerFuture<S::Future, R, S::Error, Id, Tag, Unchanged>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        call(&mut self.inner, &self.rules, request)
    }
}

/// The response of a service stays as it is.
#[derive(Debug)]
pub enum Unchanged {}

impl<R: From<&'static str> + From<String>> Answer<R> for Unchanged {
    type Body = R;

    const LEAVES_AUTHENTICATOR: bool = false;

    fn of_service(response: Response<R>) -> Response<R> {
        response
    }

    fn rejected(rejection: Rejection) -> Response<R> {
        rejection.into_http()
    }
}

impl<S: Clone, Id, Tag> Clone for AuthService<S, Id, Tag> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), rules: Arc::clone(&self.rules) }
    }
}

impl<S, Id, Tag> fmt::Debug for AuthService<S, Id, Tag> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthService(..)")
    }
}
