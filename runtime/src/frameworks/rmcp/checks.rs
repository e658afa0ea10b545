//! Checks the session, the events and the call of an admitted request before rmcp gets it.

use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header::ALLOW};
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

/// The checks that a layer makes of admitted requests, without its type parameters.
#[derive(Clone, Debug)]
pub(super) struct Checks {
    pub(super) admission: Admission,
    pub(super) policies: Policies,
    pub(super) seal: Seal,
    pub(super) body_limit: usize,
    pub(super) allows_resume: bool,
}

impl Checks {
    /// Leaves the admission and the table of policies in an admitted request, for guards and lists.
    pub(super) fn mark(&self, extensions: &mut Extensions) {
        extensions.insert(self.admission.clone());
        extensions.insert(Listed(self.policies.clone()));
    }

    /// Checks what the header fields say, and replaces the sealed id of the session by rmcp's. Returns the response to a request that
    /// must not reach rmcp.
    pub(super) fn refusal_before_the_body<B: Send>(
        &self,
        request: &mut Request<B>,
        owner: Option<&Owner>,
    ) -> Option<Response<String>> {
        if !self.opens_session(request.headers_mut(), owner) {
            return Some(refused(request.method(), StatusCode::NOT_FOUND));
        }
        if request.headers().contains_key(LAST_EVENT) && !self.allows_resume {
            let mut refused = refused(request.method(), StatusCode::METHOD_NOT_ALLOWED);
            refused.headers_mut().insert(ALLOW, HeaderValue::from_static("POST, DELETE"));
            return Some(refused);
        }
        let named = named_by_fields(request.headers());
        named.into_iter().find_map(|(kind, name)| self.rejection(kind, &name, request)).map(Rejection::into_http)
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

    /// Replaces the sealed id of a session, if the request has one. `false` if it is of another caller, or has no seal.
    fn opens_session(&self, headers: &mut HeaderMap, owner: Option<&Owner>) -> bool {
        let mut sent = headers.get_all(SESSION).iter();
        let opened = match (sent.next(), sent.next()) {
            (None, _) => return true,
            (Some(sealed), None) => self.seal.open(sealed, owner),
            (Some(_), Some(_)) => None,
        };
        opened.is_some_and(|id| headers.insert(SESSION, id).is_some())
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

fn refused(method: &Method, status: StatusCode) -> Response<String> {
    let response = ResponseBuilder::new(status);
    if method == Method::HEAD { response.without_body().build() } else { response.build() }
}
