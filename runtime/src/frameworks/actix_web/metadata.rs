//! Serves the protected resource metadata.

use std::future::ready;

use actix_web::{
    HttpRequest,
    dev::{AppService, HttpServiceFactory},
    web,
};
use http::Method;

use super::rejection::converted;
use crate::metadata::ResourceMetadata;

/// For `App::service(metadata)`: serves the protected resource metadata (RFC 9728) at its [`paths`](ResourceMetadata::paths), for every
/// method: see [`ResourceMetadata::respond`]. Middlewares of the application guard these paths, too, so add [`layer`](fn@super::layer) to a
/// scope beside it:
///
/// ```
/// use actix_web::{App, web};
/// use requires_auth::{Authenticator, Identity, ResourceMetadata, actix_web::requires_auth, verifiers::StaticTokens};
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
/// // In the closure of `HttpServer::new`, with clones of both.
/// let app = App::new().app_data(auth).service(metadata).route("/items", web::get().to(list_items));
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
impl HttpServiceFactory for ResourceMetadata {
    fn register(self, config: &mut AppService) {
        for path in self.paths() {
            let metadata = self.clone();
            let respond = move |request: HttpRequest| {
                // Actix-web itself omits the body of a response to `HEAD`. An unknown method is none of the known ones, either.
                let method = match request.method().as_str() {
                    "HEAD" => Method::GET,
                    method => Method::from_bytes(method.as_bytes()).unwrap_or(Method::POST),
                };
                ready(converted(metadata.respond(&method)))
            };
            web::resource(path).to(respond).register(config);
        }
    }
}
