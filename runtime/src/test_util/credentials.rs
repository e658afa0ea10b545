//! Credentials as field lines, as a client sends them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::request::Builder;

/// Name and value of a field line: what the request builders of most test clients take.
///
/// | client | |
/// |---|---|
/// | `http::Request::builder()` | `.with_credentials(bearer("token"))`, by [`With`] |
/// | actix-web's `TestRequest` | `.insert_header(bearer("token"))` |
/// | poem's `TestClient` | `let (name, value) = bearer("token"); ..header(name, value)` |
/// | rocket's `Client` | `Header::new(name, value)` |
/// | salvo's `TestClient` | `.add_header(name, value, true)` |
pub type Field = (&'static str, String);

/// A bearer token in `authorization` (RFC 6750 2.1). It is not checked, here and below: tests send bad ones too.
pub fn bearer(token: impl AsRef<str>) -> Field {
    ("authorization", format!("Bearer {}", token.as_ref()))
}

/// A name and a password in `authorization`, as base64 (RFC 7617 2).
pub fn basic(user: impl AsRef<str>, password: impl AsRef<str>) -> Field {
    ("authorization", format!("Basic {}", STANDARD.encode(format!("{}:{}", user.as_ref(), password.as_ref()))))
}

/// An API key in `x-api-key`. Where your scheme has another field, write the pair by hand: `("x-acme-key", key)`.
pub fn api_key(key: impl Into<String>) -> Field {
    ("x-api-key", key.into())
}

/// The value of the cookie `session`. Where your scheme has another name, write the pair by hand: `("cookie", "sid=..")`.
pub fn session_cookie(value: impl AsRef<str>) -> Field {
    ("cookie", format!("session={}", value.as_ref()))
}

/// Puts a [`Field`] into a request: implemented for the builder of `http::Request`.
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
    /// Adds the line, beside those that are there. What cannot stand in a field line is told by the builder's `body`.
    #[must_use]
    fn with_credentials<V: AsRef<str>>(self, line: (&'static str, V)) -> Self;
}

impl WithCredentials for Builder {
    fn with_credentials<V: AsRef<str>>(self, (name, value): (&'static str, V)) -> Self {
        self.header(name, value.as_ref())
    }
}
