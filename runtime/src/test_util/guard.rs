//! A guard for a handler that a test calls by itself.

use crate::{
    decision::{Authenticator, AuthorizeHandler, Guard, ProvidesAuth},
    rejection::Rejection,
    request::AsRequestHead,
};

/// The authenticator as the only thing that an application holds.
struct Holds<'a, Id, Tag>(&'a Authenticator<Id, Tag>);

impl<Id: Send + 'static, Tag> ProvidesAuth<Id, Tag> for Holds<'_, Id, Tag> {
    fn authenticator(&self) -> Option<Authenticator<Id, Tag>> {
        Some(self.0.clone())
    }
}

/// The guard that a guarded handler takes as its first argument, where a test calls the handler as a function: the authenticator
/// is asked about the request, by the policy of that handler, as the framework does it.
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
/// // Whose guard it is, and so which policy, is told by the handler that takes it.
/// let stranger = test_util::guard(&auth, http::Request::new(())).await.map(|guard| item(guard, Path(7)));
/// assert_eq!(stranger.err().unwrap().reason(), Reason::MissingCredentials);
/// # });
/// # }
/// ```
///
/// On actix-web the guard and the other arguments are one: see `bundle`. What a framework's own attribute made of a function
/// (`#[get]` of actix-web, `#[handler]` of poem and salvo) cannot be called; send a request through the framework's test client
/// there.
///
/// A handler with `verifier = ..` asks that verifier, and not the authenticator.
///
/// # Errors
///
/// [`Rejection`], where the handler's policy does not let the caller in.
#[allow(private_bounds, reason = "who decides for a handler is not to be named")]
pub async fn guard<Held, M, Id, Tag>(
    authenticator: &Authenticator<Id, Tag>,
    mut request: impl AsRequestHead + Send,
) -> Result<Guard<Held, M>, Rejection>
where
    for<'a> M: AuthorizeHandler<Holds<'a, Id, Tag>, Held>,
{
    Guard::check(&Holds(authenticator), &mut request).await
}

/// The one argument that a guarded handler of actix-web takes: the [`guard()`], and a tuple of the others, empty where there are
/// none.
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
