//! What is checked of an admitted request before rmcp gets it: its session, its events, its call.

use http::{
    Extensions, HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode,
    header::{ALLOW, Entry},
};
use http_body::Body;

use super::{
    admission::Admission,
    body::McpRequestBody,
    peek::{named_by_body, named_by_fields},
    policies::{Kind, Listed, Policies},
    session::{Owner, Seal},
};
use crate::{
    rejection::{Rejection, ResponseBuilder},
    request::DynRequest,
};

const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");
const LAST_EVENT: HeaderName = HeaderName::from_static("last-event-id");

/// What a layer does with an admitted request, apart from its types.
#[derive(Clone, Debug)]
pub(super) struct Checks {
    pub(super) admission: Admission,
    pub(super) policies: Policies,
    pub(super) seal: Seal,
    pub(super) body_limit: usize,
    pub(super) allows_resume: bool,
}

impl Checks {
    /// Leaves in an admitted request what guards and lists look for.
    pub(super) fn mark(&self, extensions: &mut Extensions) {
        extensions.insert(self.admission.clone());
        extensions.insert(Listed(self.policies.clone()));
    }

    /// Checks what the header fields say, and replaces the sealed id of the session by rmcp's.
    pub(super) fn before_the_body<B: Send>(
        &self,
        request: &mut Request<B>,
        owner: Option<&Owner>,
    ) -> Result<(), Response<String>> {
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
    pub(super) async fn with_the_body<B: Body + Send>(
        &self,
        request: Request<B>,
    ) -> Result<Request<McpRequestBody<B>>, Rejection> {
        if request.method() != Method::POST {
            return Ok(request.map(McpRequestBody::unread));
        }
        let (mut parts, body) = request.into_parts();
        let body = McpRequestBody::read(body, self.body_limit).await;
        let named = body.whole().and_then(named_by_body);
        if let Some(rejection) = named.and_then(|(kind, name)| self.rejection(kind, &name, &mut parts)) {
            return Err(rejection);
        }
        Ok(Request::from_parts(parts, body))
    }

    /// Returns what the guard of the tool would say.
    fn rejection(&self, kind: Kind, name: &str, request: &mut DynRequest<'_>) -> Option<Rejection> {
        self.policies.rejection(kind, name, &self.admission, request)
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
    pub(super) fn seal_session(&self, headers: &mut HeaderMap, owner: Option<&Owner>) {
        if let Some(id) = headers.remove(SESSION)
            && let Some(sealed) = self.seal.seal(&id, owner)
        {
            headers.insert(SESSION, sealed);
        }
    }
}
