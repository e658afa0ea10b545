//! Credentials as the field lines that a client sends.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::request::Builder;

/// Holds name and value of a field line, in the form that the request builders of most test clients take.
///
/// | client | credentials |
/// |---|---|
/// | `http::Request::builder()` | `.with_credentials(bearer("token"))`, with [`WithCredentials`] |
/// | actix-web's `TestRequest` | `.insert_header(bearer("token"))` |
/// | poem's `TestClient` | `let (name, value) = bearer("token"); ..header(name, value)` |
/// | rocket's `Client` | `Header::new(name, value)` |
/// | salvo's `TestClient` | `.add_header(name, value, true)` |
pub type Field = (&'static str, String);

/// Returns a bearer token in `authorization` (RFC 6750 2.1). The value is not checked, because tests send invalid ones, too.
pub fn bearer(token: impl AsRef<str>) -> Field {
    ("authorization", format!("Bearer {}", token.as_ref()))
}

/// Returns user name and password in `authorization`, as base64 (RFC 7617 2). The values are not checked.
pub fn basic(user: impl AsRef<str>, password: impl AsRef<str>) -> Field {
    ("authorization", format!("Basic {}", STANDARD.encode(format!("{}:{}", user.as_ref(), password.as_ref()))))
}

/// Returns an API key in `x-api-key`. If your scheme uses another field, write the pair by hand: `("x-acme-key", key)`.
pub fn api_key(key: impl Into<String>) -> Field {
    ("x-api-key", key.into())
}

/// Returns the cookie `session` with this value. If your scheme uses another name, write the pair by hand: `("cookie", "sid=..")`.
pub fn session_cookie(value: impl AsRef<str>) -> Field {
    ("cookie", format!("session={}", value.as_ref()))
}

/// Adds a [`Field`] to a request. Implemented for the builder of `http::Request`.
///
/// ```
/// use http::Request;
/// use requires_auth::test_util::{WithCredentials, bearer};
///
/// let request = Request::get("/items").with_credentials(bearer("token")).body(())?;
/// assert_eq!(request.headers()["authorization"], "Bearer token");
/// # Ok::<(), http::Error>(())
/// ```
pub trait WithCredentials {
    /// Appends the line and keeps the existing ones. If the value is not allowed in a field line, the builder's `body` returns the
    /// error.
    #[must_use]
    fn with_credentials<V: AsRef<str>>(self, line: (&'static str, V)) -> Self;
}

impl WithCredentials for Builder {
    fn with_credentials<V: AsRef<str>>(self, (name, value): (&'static str, V)) -> Self {
        self.header(name, value.as_ref())
    }
}
