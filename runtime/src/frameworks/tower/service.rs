//! The layer as a tower layer, for services over `http` types: the router of axum is one.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use super::take_ready;
use crate::decision::{AuthLayer, Rules};

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
    type Future = Pin<Box<dyn Future<Output = Result<Response<R>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let mut inner = take_ready(&mut self.inner);
        let rules = Arc::clone(&self.rules);
        Box::pin(async move {
            match rules.admit(&mut request).await {
                Err(rejection) => Ok(rejection.into_http()),
                Ok(lease) => {
                    if let Some(lease) = &lease {
                        request.extensions_mut().insert(lease.verified());
                    }
                    let response = inner.call(request).await;
                    drop(lease);
                    response
                }
            }
        })
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
