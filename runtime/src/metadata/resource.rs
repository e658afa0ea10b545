//! The document, and the responses that serve it.

use std::{fmt, sync::Arc};

use http::{
    HeaderValue, Method, Response, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, ALLOW,
        CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE,
    },
};

use crate::rejection::ResponseBuilder;

const METHODS: &str = "GET, HEAD, OPTIONS";

/// Holds the protected resource metadata (RFC 9728): a public document from which clients learn which authorization servers issue
/// tokens for this API, and which scopes to request. It is built once, from the configuration; nothing in it, and nothing in a
/// response except the choice by method, comes from a request. Cheap to clone.
///
/// ```
/// use requires_auth::{Authenticator, Identity, ResourceMetadata, verifiers::StaticTokens};
///
/// let metadata = ResourceMetadata::builder("https://api.example.com/v1")
///     .authorization_server("https://login.example.com")
///     .scopes(["items:read"])
///     .build()?;
/// assert_eq!(metadata.url(), "https://api.example.com/.well-known/oauth-protected-resource/v1");
///
/// // The challenges name the URL at which the document is.
/// let tokens = StaticTokens::new([("secret123", Identity::new("ada"))])?;
/// let auth = Authenticator::builder(tokens).resource_metadata(metadata.url()).build()?;
/// # let _: Authenticator = auth;
/// # Ok::<(), requires_auth::ConfigError>(())
/// ```
///
/// Serve it without a guard: by `with_resource_metadata` of axum, poem and salvo, by `App::service` of actix-web, by `mount` of rocket,
/// elsewhere by [`respond`](Self::respond) at its [`paths`](Self::paths). See [metadata](crate::guide::_17_identity_providers#how-clients-find-the-provider).
#[derive(Clone)]
pub struct ResourceMetadata(Arc<Document>);

struct Document {
    resource: String,
    url: String,
    paths: Vec<String>,
    json: String,
    max_age: u64,
    cache_control: HeaderValue,
}

impl ResourceMetadata {
    pub(super) fn new(resource: String, url: String, paths: Vec<String>, json: String, max_age: u64) -> Self {
        // Digits are always valid.
        let cache_control = HeaderValue::try_from(format!("max-age={max_age}")).unwrap_or(HeaderValue::from_static("max-age=0"));
        Self(Arc::new(Document { resource, url, paths, json, max_age, cache_control }))
    }

    /// Returns the resource identifier, as configured.
    #[must_use]
    pub fn resource(&self) -> &str {
        &self.0.resource
    }

    /// Returns the URL of the document, for [`AuthenticatorBuilder::resource_metadata`](crate::AuthenticatorBuilder::resource_metadata).
    /// The path of the resource is behind `/.well-known/oauth-protected-resource` (RFC 9728 3.1).
    #[must_use]
    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// Returns the paths at which to serve the document: that of [`url`](Self::url), and, if the resource has a path,
    /// `/.well-known/oauth-protected-resource` alone, where some clients look as well. They are paths of the host itself, so a proxy in
    /// front of a part of it must pass them on.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.paths.iter().map(String::as_str)
    }

    /// Returns the JSON document (RFC 9728 3.2).
    #[must_use]
    pub fn document(&self) -> &str {
        &self.0.json
    }

    /// Returns the response to a request for one of the [`paths`](Self::paths).
    ///
    /// `GET` gets the document with `Cache-Control: max-age`, `HEAD` the same fields and no body, `OPTIONS` a 204 that is also the
    /// answer to a preflight, every other method a 405. Pages of every origin may read it (`Access-Control-Allow-Origin: *`).
    ///
    /// `B` is any body that can be made from text: `String`, `Full<Bytes>`, the bodies of the frameworks.
    ///
    /// ```
    /// use http::{Method, Request, Response};
    /// use requires_auth::ResourceMetadata;
    ///
    /// fn route(metadata: &ResourceMetadata, request: &Request<()>) -> Option<Response<String>> {
    ///     let is_here = metadata.paths().any(|path| path == request.uri().path());
    ///     is_here.then(|| metadata.respond(request.method()))
    /// }
    ///
    /// let metadata = ResourceMetadata::builder("https://api.example.com")
    ///     .authorization_server("https://login.example.com")
    ///     .build()?;
    /// let request = Request::get("/.well-known/oauth-protected-resource").body(()).unwrap();
    /// assert_eq!(route(&metadata, &request).unwrap().body(), metadata.document());
    /// # Ok::<(), requires_auth::ConfigError>(())
    /// ```
    #[must_use]
    pub fn respond<B: From<&'static str> + From<String>>(&self, method: &Method) -> Response<B> {
        let mut response = match *method {
            Method::GET => self.found(B::from(self.0.json.clone())),
            Method::HEAD => {
                let mut response = self.found(B::from(""));
                response.headers_mut().insert(CONTENT_LENGTH, self.0.json.len().into());
                response
            }
            Method::OPTIONS => self.preflight(),
            _ => {
                let mut response = ResponseBuilder::new(StatusCode::METHOD_NOT_ALLOWED).build();
                response.headers_mut().insert(ALLOW, HeaderValue::from_static(METHODS));
                response
            }
        };
        response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        response
    }

    fn found<B>(&self, body: B) -> Response<B> {
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CACHE_CONTROL, self.0.cache_control.clone());
        response
    }

    /// `*` allows every field but `Authorization`, which this document does not need.
    fn preflight<B: From<&'static str>>(&self) -> Response<B> {
        let mut response = Response::new(B::from(""));
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        headers.insert(ALLOW, HeaderValue::from_static(METHODS));
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS));
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
        headers.insert(ACCESS_CONTROL_MAX_AGE, self.0.max_age.into());
        response
    }
}

impl fmt::Debug for ResourceMetadata {
    /// Prints the document, which is public.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ResourceMetadata").field(&self.0.json).finish()
    }
}
