//! The guarded service: what happens to a request before rmcp, and to the response after it.

use std::{
    fmt, mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode,
    header::{ALLOW, Entry},
};
use http_body::Body;
use tower_service::Service;

use super::{
    body::{McpBody, McpRequestBody},
    layer::Shared,
    peek::{named_by_body, named_by_fields},
    policies::Kind,
    session::Owner,
};
use crate::{
    decision::Rules,
    rejection::{Rejection, ResponseBuilder},
    request::DynRequest,
};

const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");
const LAST_EVENT: HeaderName = HeaderName::from_static("last-event-id");

/// A service of rmcp behind its layer: see [`McpLayer`](super::McpLayer).
pub struct McpService<S, Id, Tag = ()> {
    inner: S,
    rules: Arc<Rules<Id, Tag>>,
    shared: Arc<Shared>,
    owner: fn(&Id) -> Option<Owner>,
}

impl<S, Id, Tag> McpService<S, Id, Tag> {
    pub(super) fn new(inner: S, rules: Arc<Rules<Id, Tag>>, shared: Arc<Shared>, owner: fn(&Id) -> Option<Owner>) -> Self {
        Self { inner, rules, shared, owner }
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
    type Response = Response<McpBody<R>>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        // The service that is ready is this one, and its clone may not be.
        let clone = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, clone);
        let (rules, shared, owner) = (Arc::clone(&self.rules), Arc::clone(&self.shared), self.owner);
        Box::pin(async move {
            let owner = match rules.admit_for_all(&mut request, owner).await {
                Ok((owner, verified)) => {
                    let extensions = request.extensions_mut();
                    if let Some(verified) = verified {
                        extensions.insert(verified);
                    }
                    extensions.insert(shared.admission.clone());
                    owner.flatten()
                }
                Err(rejection) => return Ok(rejected(rejection)),
            };
            if let Err(refused) = shared.before_the_body(&mut request, owner.as_ref()) {
                return Ok(refused.map(McpBody::of_rejection));
            }
            let request = match shared.with_the_body(request).await {
                Ok(request) => request,
                Err(rejection) => return Ok(rejected(rejection)),
            };
            let mut response = inner.call(request).await?;
            shared.seal_session(response.headers_mut(), owner.as_ref());
            Ok(response.map(McpBody::of_service))
        })
    }
}

fn rejected<R>(rejection: Rejection) -> Response<McpBody<R>> {
    rejection.into_http::<String>().map(McpBody::of_rejection)
}

impl Shared {
    /// Checks what the header fields say, and replaces the sealed id of the session by rmcp's.
    fn before_the_body<B: Send>(&self, request: &mut Request<B>, owner: Option<&Owner>) -> Result<(), Response<String>> {
        self.open_session(request.headers_mut(), owner)?;
        if request.headers().contains_key(LAST_EVENT) && !self.allows_resume {
            let mut refused = ResponseBuilder::new(StatusCode::METHOD_NOT_ALLOWED).build();
            refused.headers_mut().insert(ALLOW, HeaderValue::from_static("POST, DELETE"));
            return Err(refused);
        }
        for (kind, name) in named_by_fields(request.headers()) {
            self.rejection(kind, &name, request).map_or(Ok(()), |rejection| Err(rejection.into_http()))?;
        }
        Ok(())
    }

    /// Reads the body of a message, which rmcp gets again.
    async fn with_the_body<B: Body + Send>(&self, request: Request<B>) -> Result<Request<McpRequestBody<B>>, Rejection> {
        if request.method() != Method::POST {
            return Ok(request.map(McpRequestBody::unread));
        }
        let (parts, body) = request.into_parts();
        let body = McpRequestBody::read(body, self.body_limit).await;
        let named = body.whole().and_then(named_by_body);
        let mut parts = parts;
        if let Some(rejection) = named.and_then(|(kind, name)| self.rejection(kind, &name, &mut parts)) {
            return Err(rejection);
        }
        Ok(Request::from_parts(parts, body))
    }

    /// Returns what the guard of the tool would say.
    fn rejection(&self, kind: Kind, name: &str, request: &mut DynRequest<'_>) -> Option<Rejection> {
        self.admission.policies()?.rejection(kind, name, &self.admission, request)
    }

    /// A session of another caller is unknown, and so is one without a seal.
    fn open_session(&self, headers: &mut HeaderMap, owner: Option<&Owner>) -> Result<(), Response<String>> {
        let Entry::Occupied(mut field) = headers.entry(SESSION) else { return Ok(()) };
        let mut sent = field.iter();
        let opened = match (sent.next(), sent.next()) {
            (Some(sealed), None) => self.seal.open(sealed, owner),
            _ => None,
        };
        let Some(id) = opened else { return Err(ResponseBuilder::new(StatusCode::NOT_FOUND).build()) };
        field.insert(id);
        Ok(())
    }

    /// Seals the id of a new session. What cannot be sealed is removed: the client then has no session.
    fn seal_session(&self, headers: &mut HeaderMap, owner: Option<&Owner>) {
        if let Some(id) = headers.remove(SESSION)
            && let Some(sealed) = self.seal.seal(&id, owner)
        {
            headers.insert(SESSION, sealed);
        }
    }
}

impl<S: Clone, Id, Tag> Clone for McpService<S, Id, Tag> {
    fn clone(&self) -> Self {
        let Self { inner, rules, shared, owner } = self;
        Self { inner: inner.clone(), rules: Arc::clone(rules), shared: Arc::clone(shared), owner: *owner }
    }
}

impl<S, Id, Tag> fmt::Debug for McpService<S, Id, Tag> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("McpService(..)")
    }
}
