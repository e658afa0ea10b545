//! The identity in a service behind the layer.

use crate::{
    decision::{Optional, Required, authenticator_of_layer, authorize_behind, missing_layer},
    rejection::Rejection,
    request::{AsRequestHead, RequestHead},
    vocabulary::{AnyIdentity, AppliesTo, Policy, Rule},
};

const HOW_TO_PROVIDE: &str = "`requires_auth::tower::layer(auth)` around the service";

/// Returns the identity of the caller, in a service behind the [`layer`](super::layer) of an authenticator with the same identity type
/// and no tag. The verifier is not called again, unless `identity` is called twice for this request, or the credentials have changed.
///
/// ```
/// use http::{Request, Response};
/// use requires_auth::{Identity, Rejection, tower::identity};
///
/// async fn me(request: Request<String>) -> Result<Response<String>, Rejection> {
///     let who: Identity = identity(&request).await?;
///     Ok(Response::new(format!("you are {}", who.subject())))
/// }
/// # futures_executor::block_on(async {
/// // Without the layer.
/// assert_eq!(me(Request::default()).await.unwrap_err().status(), 500);
/// # });
/// ```
///
/// # Errors
///
/// Returns a rejection with status 500 if the request did not pass such a layer, and 401 if the layer is
/// [optional](super::optional_layer) and the request has no credentials.
pub fn identity<Id, R>(request: &R) -> impl Future<Output = Result<Id, Rejection>> + Send
where
    Id: Send + 'static,
    R: AsRequestHead,
{
    decided(request.as_request_head(), &AnyIdentity(Policy("identity", Rule::Empty)))
}

/// Returns the identity of the caller if it meets a policy, which may differ from that of the layer: see [`identity`].
///
/// ```
/// use http::{Request, Response};
/// use requires_auth::{Identity, Policy, Rejection, policy, tower::authorize};
///
/// const WRITE: Policy = policy!(scopes("items:write"));
///
/// async fn write(request: Request<String>) -> Result<Response<String>, Rejection> {
///     let who: Identity = authorize(&WRITE, &request).await?;
///     Ok(Response::new(format!("written by {}", who.subject())))
/// }
/// ```
///
/// # Errors
///
/// Returns a rejection as [`identity`] does, with status 403 if the caller lacks a scope, and with 401 if a
/// [`StepUpPolicy`](crate::StepUpPolicy) is not met.
pub fn authorize<Id, P, R>(policy: &P, request: &R) -> impl Future<Output = Result<Id, Rejection>> + Send
where
    Id: Send + 'static,
    P: AppliesTo<Id>,
    R: AsRequestHead,
{
    decided(request.as_request_head(), policy)
}

/// Returns the identity of the caller, or `None` for a request without credentials: see [`identity`].
///
/// # Errors
///
/// Returns a rejection with status 500 if the request passed no layer.
pub fn optional_identity<Id, R>(request: &R) -> impl Future<Output = Result<Option<Id>, Rejection>> + Send
where
    Id: Send + 'static,
    R: AsRequestHead,
{
    let head = request.as_request_head();
    async move {
        let policy = AnyIdentity(Policy("optional_identity", Rule::Empty));
        match authenticator_of_layer::<Id, ()>(head) {
            Some(authenticator) => authorize_behind(Optional, &authenticator, &policy, head).await,
            None => Err(missing_layer::<Id>(&policy.0, HOW_TO_PROVIDE, head)),
        }
    }
}

async fn decided<Id, P>(head: RequestHead<'_>, policy: &P) -> Result<Id, Rejection>
where
    Id: Send + 'static,
    P: AppliesTo<Id>,
{
    match authenticator_of_layer::<Id, ()>(head) {
        Some(authenticator) => authorize_behind(Required, &authenticator, policy, head).await,
        None => Err(missing_layer::<Id>(policy.policy(), HOW_TO_PROVIDE, head)),
    }
}
