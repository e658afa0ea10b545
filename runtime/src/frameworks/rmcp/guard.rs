//! The guard as a parameter of tools and prompts, and the same decision by hand.

use http::{Request, request::Parts};
use rmcp::{
    ErrorData, RoleServer,
    handler::server::common::{AsRequestContext, FromContextPart},
    model::ErrorCode,
    service::RequestContext,
};
use serde_json::{Map, Value, json};

use super::admission::Admission;
use crate::{
    decision::{AuthorizeHandler, Guard, authorize_behind_layer},
    rejection::{Rejection, ResponseBuilder},
    request::AsRequestHead,
    vocabulary::{AnyIdentity, AppliesTo, Identity, Policy, Rule},
};

/// Decides anew, by the policy of the tool, with the identity that the layer has left. rmcp calls this before it deserializes the
/// arguments. A call without a layer in front, such as one over stdio, is rejected.
impl<C, Id, W> FromContextPart<C> for Guard<Id, W>
where
    C: AsRequestContext,
    Id: Send + 'static,
    W: AuthorizeHandler<Admission, Id>,
{
    fn from_context_part(context: &mut C) -> Result<Self, ErrorData> {
        let extensions = &mut context.as_request_context_mut().extensions;
        match extensions.get_mut::<Parts>() {
            Some(parts) => check(&Admission::of(&parts.extensions), parts),
            None => check(&Admission::default(), &mut Request::new(()).into_parts().0),
        }
    }
}

fn check<Id, W>(admission: &Admission, parts: &mut Parts) -> Result<Guard<Id, W>, ErrorData>
where
    Id: Send + 'static,
    W: AuthorizeHandler<Admission, Id>,
{
    Guard::check_now(admission, parts, false, ErrorData::from).unwrap_or_else(|| Err(changed()))
}

/// The layer has verified other credentials than those that are in the request now, and the verifier would have to wait.
fn changed() -> ErrorData {
    ErrorData::internal_error("Internal Server Error", None)
}

/// A call that did not pass the layer. Logged as for a tool.
pub(super) fn no_layer() -> ErrorData {
    let everyone = AnyIdentity(Policy("list", Rule::Empty));
    let head = Request::new(());
    match authorize_behind_layer::<_, Identity, (), _>(&Admission::default(), &everyone, head.as_request_head()) {
        Some(Err(rejection)) => rejection.into(),
        _ => changed(),
    }
}

/// Returns the identity of the caller, for code without a guard: a resource, a completion, a route that was added
/// by hand. The layer must be in front of the service.
///
/// ```
/// use requires_auth::Identity;
/// use rmcp::{ErrorData, RoleServer, model::ReadResourceResult, service::RequestContext};
///
/// async fn read_resource(context: RequestContext<RoleServer>) -> Result<ReadResourceResult, ErrorData> {
///     let who: Identity = requires_auth::rmcp::identity(&context)?;
///     # let _ = who;
///     // .. what `who` may read
///     # Err(ErrorData::internal_error("", None))
/// }
/// ```
///
/// # Errors
///
/// Returns the rejection as an error of JSON-RPC if there is no layer, or if its identity has another type.
pub fn identity<Id: Send + 'static>(context: &RequestContext<RoleServer>) -> Result<Id, ErrorData> {
    decide(&AnyIdentity(Policy("identity", Rule::Empty)), context)
}

/// Returns the identity of the caller if it meets a policy: see [`identity`].
///
/// ```
/// use requires_auth::{Identity, Policy, policy};
/// use rmcp::{ErrorData, RoleServer, model::ReadResourceResult, service::RequestContext};
///
/// const READ: Policy = policy!(scopes("items:read"));
///
/// async fn read_resource(context: RequestContext<RoleServer>) -> Result<ReadResourceResult, ErrorData> {
///     let who: Identity = requires_auth::rmcp::authorize(&READ, &context)?;
///     # let _ = who;
///     # Err(ErrorData::internal_error("", None))
/// }
/// ```
///
/// # Errors
///
/// Returns the rejection as an error of JSON-RPC if the caller does not meet the policy, there is no layer, or its identity is of
/// another type.
pub fn authorize<Id, P>(policy: &P, context: &RequestContext<RoleServer>) -> Result<Id, ErrorData>
where
    Id: Send + 'static,
    P: AppliesTo<Id>,
{
    decide(policy, context)
}

fn decide<Id: Send + 'static>(policy: &impl AppliesTo<Id>, context: &RequestContext<RoleServer>) -> Result<Id, ErrorData> {
    let decided = match context.extensions.get::<Parts>() {
        Some(parts) => authorize_behind_layer::<_, Id, (), _>(&Admission::of(&parts.extensions), policy, parts.as_request_head()),
        None => authorize_behind_layer::<_, Id, (), _>(&Admission::default(), policy, Request::new(()).as_request_head()),
    };
    decided.map_or_else(|| Err(changed()), |decided| decided.map_err(ErrorData::from))
}

/// The error of JSON-RPC that a tool returns to a rejected call, where HTTP has answered already or the layer could not read the
/// message. Code -32600 if the caller is to blame, -32603 otherwise. `data` has `status`, the HTTP status of the same rejection, and
/// `www-authenticate`, its challenges.
impl From<Rejection> for ErrorData {
    fn from(rejection: Rejection) -> Self {
        let response = ResponseBuilder::from(rejection).build::<String>();
        let status = response.status();
        let code = if status.is_client_error() { ErrorCode::INVALID_REQUEST } else { ErrorCode::INTERNAL_ERROR };
        let challenges: Vec<_> =
            response.headers().get_all("www-authenticate").iter().filter_map(|line| line.to_str().ok()).collect();
        let mut data = Map::from_iter([("status".to_owned(), json!(status.as_u16()))]);
        if !challenges.is_empty() {
            data.insert("www-authenticate".to_owned(), json!(challenges));
        }
        Self::new(code, status.canonical_reason().unwrap_or("Error"), Some(Value::Object(data)))
    }
}
