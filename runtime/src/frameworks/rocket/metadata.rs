//! Serves the protected resource metadata.

use http::Method as HttpMethod;
use rocket::{
    Data, Request, Route,
    http::Method,
    route::{Handler, Outcome},
};

use super::layer::METHODS;
use crate::metadata::ResourceMetadata;

/// For `.mount("/", metadata)`: serves the protected resource metadata (RFC 9728) at its [`paths`](ResourceMetadata::paths), for every
/// method that rocket knows: see [`ResourceMetadata::respond`].
///
/// A [`layer`](fn@super::layer) that is mounted at `/` collides with these routes, so that the application does not launch. Mount it at
/// `/api` or similar, or give its routes a later rank: see [subtrees](crate::guide::_06_frameworks#subtrees).
///
/// ```
/// use requires_auth::{Authenticator, Identity, ResourceMetadata, rocket::requires_auth, verifiers::StaticTokens};
/// use rocket::{get, routes};
///
/// #[requires_auth(scopes("items:read"))]
/// #[get("/items")]
/// fn list_items() -> &'static str {
///     "lamp, chair"
/// }
///
/// let metadata = ResourceMetadata::builder("https://api.example.com")
///     .authorization_server("https://login.example.com")
///     .scopes(["items:read"])
///     .build()?;
/// let tokens = StaticTokens::new([("secret123", Identity::new("ada"))])?;
/// let auth: Authenticator = Authenticator::builder(tokens).resource_metadata(metadata.url()).build()?;
/// let app = rocket::build().attach(auth).mount("/", routes![list_items]).mount("/", metadata);
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
impl From<ResourceMetadata> for Vec<Route> {
    fn from(metadata: ResourceMetadata) -> Self {
        // The rank of a layer: a later one would leave the routes behind it, guarded, without a word. And all methods of a layer: it would
        // respond to a `HEAD` that has no route here.
        let routes = |path| METHODS.map(|method| Route::ranked(isize::MIN, method, path, Document(metadata.clone())));
        metadata.paths().flat_map(routes).collect()
    }
}

#[derive(Clone)]
struct Document(ResourceMetadata);

#[rocket::async_trait]
impl Handler for Document {
    async fn handle<'r>(&self, request: &'r Request<'_>, _: Data<'r>) -> Outcome<'r> {
        let method = match request.method() {
            // Rocket itself omits the body of a response to `HEAD`.
            Method::Get | Method::Head => HttpMethod::GET,
            Method::Options => HttpMethod::OPTIONS,
            _ => HttpMethod::POST,
        };
        Outcome::Success(super::converted(self.0.respond(&method)))
    }
}
