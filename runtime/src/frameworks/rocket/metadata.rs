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
/// `/api` or similar.
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
        // Without a route for `HEAD` rocket takes that for `GET`, and omits the body.
        let methods = || METHODS.into_iter().filter(|method| *method != Method::Head);
        let document = || Document(metadata.clone());
        // The rank of a layer: a later one would leave the routes behind it, guarded, without a word.
        let routes = |path| methods().map(move |method| (method, path)).collect::<Vec<_>>();
        metadata.paths().flat_map(routes).map(|(method, path)| Route::ranked(isize::MIN, method, path, document())).collect()
    }
}

#[derive(Clone)]
struct Document(ResourceMetadata);

#[rocket::async_trait]
impl Handler for Document {
    async fn handle<'r>(&self, request: &'r Request<'_>, _: Data<'r>) -> Outcome<'r> {
        let method = HttpMethod::from_bytes(request.method().as_str().as_bytes()).unwrap_or(HttpMethod::POST);
        Outcome::Success(super::converted(self.0.respond(&method)))
    }
}
