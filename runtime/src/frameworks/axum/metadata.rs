//! Serves the protected resource metadata.

use std::future::ready;

use axum::{Router, body::Body, routing::any};
use http::Method;

use crate::metadata::ResourceMetadata;

/// Adds routes to a router that serve the protected resource metadata (RFC 9728) at its [`paths`](ResourceMetadata::paths), for every
/// method: see [`ResourceMetadata::respond`]. Call it last, on the outermost router: layers that were added before, such as
/// [`layer`](fn@super::layer), guard everything but these paths, unknown ones included.
///
/// ```
/// use axum::Router;
/// use requires_auth::{Authenticator, Identity, ResourceMetadata};
/// use requires_auth::axum::{requires_auth, routing::get, with_resource_metadata};
/// use requires_auth::verifiers::StaticTokens;
///
/// #[requires_auth(scopes("items:read"))]
/// async fn list_items() -> &'static str {
///     "lamp, chair"
/// }
///
/// let metadata = ResourceMetadata::builder("https://api.example.com")
///     .authorization_server("https://login.example.com")
///     .scopes(["items:read"])
///     .build()?;
/// let tokens = StaticTokens::new([("secret123", Identity::new("ada"))])?;
/// let auth: Authenticator = Authenticator::builder(tokens).resource_metadata(metadata.url()).build()?;
/// let app: Router = Router::new().route("/items", get(list_items).into()).with_state(auth);
/// let app = with_resource_metadata(app, &metadata);
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
///
/// # Panics
///
/// Panics like [`Router::route`] if the router already has a route at one of these paths.
pub fn with_resource_metadata<S: Clone + Send + Sync + 'static>(router: Router<S>, metadata: &ResourceMetadata) -> Router<S> {
    // Not a router to merge: of two that are merged, axum keeps the second's 404, which no layer guards.
    metadata.paths().fold(router, |router, path| {
        let metadata = metadata.clone();
        router.route(path, any(move |method: Method| ready(metadata.respond::<Body>(&method))))
    })
}
