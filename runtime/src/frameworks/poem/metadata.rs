//! Serves the protected resource metadata.

use poem::{Endpoint, Request, Response, Result, Route};

use crate::metadata::ResourceMetadata;

/// Adds routes that serve the protected resource metadata (RFC 9728) at its [`paths`](ResourceMetadata::paths), for every method: see
/// [`ResourceMetadata::respond`]. Middlewares around the route guard these paths, too, so put [`layer`](fn@super::layer) around what is
/// nested in it:
///
/// ```
/// use poem::{EndpointExt, Route, get, handler};
/// use requires_auth::{Authenticator, Identity, ResourceMetadata};
/// use requires_auth::poem::{requires_auth, with_resource_metadata};
/// use requires_auth::verifiers::StaticTokens;
///
/// #[requires_auth(scopes("items:read"))]
/// #[handler]
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
/// let api = Route::new().at("/items", get(list_items)).with(auth);
/// let app = with_resource_metadata(Route::new().nest("/", api), &metadata);
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
///
/// # Panics
///
/// Panics like [`Route::at`] if there is a route at one of these paths already.
#[must_use]
pub fn with_resource_metadata(route: Route, metadata: &ResourceMetadata) -> Route {
    metadata.paths().fold(route, |route, path| route.at(path, Document(metadata.clone())))
}

struct Document(ResourceMetadata);

impl Endpoint for Document {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        Ok(super::response(self.0.respond(request.method())))
    }
}
