//! The guarded service: what happens to a request before rmcp, and to the response after it.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use tower_service::Service;

use super::{body::McpRequestBody, checks::Checks, session::Owner};
use crate::{
    decision::Rules,
    frameworks::tower::{GuardedBody, take_ready},
};

/// A service of rmcp behind its layer: see [`McpLayer`](super::McpLayer).
pub struct McpService<S, Id, Tag = ()> {
    inner: S,
    rules: Arc<Rules<Id, Tag>>,
    checks: Arc<Checks>,
    owner: fn(Option<&Id>) -> Option<Owner>,
}

impl<S, Id, Tag> McpService<S, Id, Tag> {
    pub(super) fn new(
        inner: S,
        rules: Arc<Rules<Id, Tag>>,
        checks: Arc<Checks>,
        owner: fn(Option<&Id>) -> Option<Owner>,
    ) -> Self {
        Self { inner, rules, checks, owner }
    }
}

impl<S, Id, Tag, B, R> Service<Request<B>> for McpService<S, Id, Tag>
where
    S: Service<Request<McpRequestBody<B>>, Response = Response<R>, Future: Send> + Clone + Send + 'static,
    Id: Clone + Send + 'static,
    Tag: 'static,
    B: Body<Data: Send, Error: Send> + Send + 'static,
    R: Body<Data = Bytes>,
{
    type Response = Response<GuardedBody<R>>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let mut inner = take_ready(&mut self.inner);
        let (rules, checks, owner) = (Arc::clone(&self.rules), Arc::clone(&self.checks), self.owner);
        Box::pin(async move {
            let owner = match rules.admit_for_all(&mut request, owner).await {
                Ok((owner, verified)) => {
                    let extensions = request.extensions_mut();
                    if let Some(verified) = verified {
                        extensions.insert(verified);
                    }
                    checks.mark(extensions);
                    owner.flatten()
                }
                Err(rejection) => return Ok(GuardedBody::rejected(rejection)),
            };
            if let Some(refused) = checks.refusal_before_the_body(&mut request, owner.as_ref()) {
                return Ok(refused.map(GuardedBody::of_rejection));
            }
            let request = match checks.with_the_body(request).await {
                Ok(request) => request,
                Err(rejection) => return Ok(GuardedBody::rejected(rejection)),
            };
            let mut response = inner.call(request).await?;
            checks.seal_session(response.headers_mut(), owner.as_ref());
            Ok(response.map(GuardedBody::of_service))
        })
    }
}

impl<S: Clone, Id, Tag> Clone for McpService<S, Id, Tag> {
    fn clone(&self) -> Self {
        let Self { inner, rules, checks, owner } = self;
        Self { inner: inner.clone(), rules: Arc::clone(rules), checks: Arc::clone(checks), owner: *owner }
    }
}

impl<S, Id, Tag> fmt::Debug for McpService<S, Id, Tag> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("McpService(..)")
    }
}
