//! The `routes!` of [utoipa-axum](https://docs.rs/utoipa-axum), which rejects unguarded handlers at compile time.
//!
//! ```
//! use requires_auth::{Authenticator, Identity, axum::requires_auth, axum::utoipa_axum::routes, verifiers::StaticTokens};
//! use utoipa_axum::router::OpenApiRouter;
//!
//! #[requires_auth]
//! #[utoipa::path(get, path = "/items", responses((status = 200), (status = 401)))]
//! async fn list(#[identity] who: Identity) -> String {
//!     format!("the items of {}", who.subject())
//! }
//!
//! #[requires_auth(scopes("items:write"))]
//! #[utoipa::path(post, path = "/items", responses((status = 200), (status = 401), (status = 403)))]
//! async fn create() -> &'static str {
//!     "made"
//! }
//!
//! #[utoipa::path(get, path = "/health", responses((status = 200)))]
//! async fn health() -> &'static str {
//!     "well"
//! }
//!
//! let auth = Authenticator::new(StaticTokens::new([("secret123", Identity::new("ada"))])?);
//! let (router, document) = OpenApiRouter::new()
//!     .routes(routes!(list, create))
//!     .routes(routes!(public(health))) // open on purpose
//!     .with_state(auth)
//!     .split_for_parts();
//! # let (_, paths): (axum::Router, Vec<String>) = (router, document.paths.paths.into_keys().collect());
//! # assert_eq!(paths, ["/health", "/items"]);
//! # Ok::<(), requires_auth::ConfigError>(())
//! ```
//!
//! ```compile_fail
//! use requires_auth::axum::utoipa_axum::routes;
//! use utoipa_axum::router::OpenApiRouter;
//!
//! #[utoipa::path(get, path = "/open", responses((status = 200)))]
//! async fn open() -> &'static str {
//!     "open"
//! }
//!
//! let router: OpenApiRouter = OpenApiRouter::new().routes(routes!(open)); // error: this handler is not guarded
//! ```
//!
//! The macro forwards to `::utoipa_axum::routes!` of your own dependency, in a release for axum 0.8. Routes that are made in another way,
//! such as by `OpenApiRouter::route`, are not checked: use [`routing`](super::routing) there.

use axum::routing::MethodRouter;

use super::routing::{GuardedArgs, HandlerForState, IsFunction};

#[doc(inline)]
pub use requires_auth_macros::axum_utoipa_routes as routes;

/// Returns the router, if the handler is guarded.
#[doc(hidden)]
pub fn guarded<H, T, S>(router: MethodRouter<S>, _: H) -> MethodRouter<S>
where
    H: IsFunction<T> + HandlerForState<T, S>,
    T: GuardedArgs + 'static,
    S: Clone + Send + Sync + 'static,
{
    router
}
