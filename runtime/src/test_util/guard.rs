//! A guard for a handler that a test calls as a function.

use std::convert;

use crate::{
    decision::{Authenticator, AuthorizeHandler, Guard, ProvidesAuth},
    rejection::Rejection,
    request::AsRequestHead,
};

/// An application that holds only this authenticator.
struct Holds<'a, Id, Tag>(&'a Authenticator<Id, Tag>);

impl<Id: Send + 'static, Tag> ProvidesAuth<Id, Tag> for Holds<'_, Id, Tag> {
    fn authenticator(&self) -> Option<Authenticator<Id, Tag>> {
        Some(self.0.clone())
    }
}

/// Returns the guard that a guarded handler takes as its first argument, for a test that calls the handler as a function. The
/// authenticator verifies the request under the policy of that handler, as in the framework. See
/// [testing](crate::guide::_08_testing#a-handler-as-a-function).
///
/// ```
/// # #[cfg(feature = "axum")] {
/// use axum::extract::Path;
/// use requires_auth::{Authenticator, Identity, Reason, axum::requires_auth, test_util::{self, WithCredentials}};
///
/// #[requires_auth(scopes("items:read"))]
/// async fn item(#[identity] who: Identity, Path(number): Path<u32>) -> String {
///     format!("item {number} of {}", who.subject())
/// }
///
/// # futures_executor::block_on(async {
/// let reader = Identity::builder("ada").scopes("items:read").build();
/// let auth: Authenticator = test_util::authenticator([("reader", reader)]);
///
/// let request = http::Request::get("/items/7").with_credentials(test_util::bearer("reader")).body(()).unwrap();
/// let guard = test_util::guard(&auth, request).await.expect("a reader");
/// assert_eq!(item(guard, Path(7)).await, "item 7 of ada");
///
/// // The handler that takes the guard determines its type, and so the policy.
/// let missing = test_util::guard(&auth, http::Request::new(())).await.map(|guard| item(guard, Path(7)));
/// assert_eq!(missing.err().unwrap().reason(), Reason::MissingCredentials);
/// # });
/// # }
/// ```
///
/// On actix-web the guard and the other arguments are one argument: see `bundle`. If a framework's attribute has turned the function
/// into another item (`#[get]` of actix-web, `#[handler]` of poem and salvo), it cannot be called. Send a request through the
/// framework's test client instead.
///
/// A handler with `verifier = ..` calls that verifier, and not the authenticator.
///
/// # Errors
///
/// Returns [`Rejection`] if the request does not meet the handler's policy.
#[allow(private_bounds, reason = "users need not name the trait that authorizes a handler")]
pub async fn guard<Held, M, Id, Tag>(
    authenticator: &Authenticator<Id, Tag>,
    mut request: impl AsRequestHead + Send,
) -> Result<Guard<Held, M>, Rejection>
where
    for<'a> M: AuthorizeHandler<Holds<'a, Id, Tag>, Held>,
{
    let is_head = request.as_request_head().is_head();
    Guard::check(&Holds(authenticator), &mut request, is_head, convert::identity).await
}

/// Returns the one argument that a guarded handler of actix-web takes: the [`guard()`], and a tuple of the other arguments, which
/// may be empty.
///
/// ```
/// use actix_web::web::Path;
/// use requires_auth::{Identity, actix_web::requires_auth, test_util::{self, WithCredentials}};
///
/// #[requires_auth]
/// async fn item(#[identity] who: Identity, number: Path<u32>) -> String {
///     format!("item {number} of {}", who.subject())
/// }
///
/// # futures_executor::block_on(async {
/// let auth = test_util::authenticator([("token", Identity::new("ada"))]);
/// let request = http::Request::get("/items/7").with_credentials(test_util::bearer("token")).body(()).unwrap();
/// let guard = test_util::guard(&auth, request).await.unwrap();
/// assert_eq!(item(test_util::bundle(guard, (Path::from(7),))).await, "item 7 of ada");
/// # });
/// ```
#[cfg(feature = "actix-web")]
#[cfg_attr(docsrs, doc(cfg(feature = "actix-web")))]
pub fn bundle<Held, M, T>(guard: Guard<Held, M>, arguments: T) -> crate::__private::actix_web::Bundle<Held, M, T> {
    crate::__private::actix_web::Bundle(guard, arguments)
}
