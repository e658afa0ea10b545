//! A company's crate around `requires-auth`: its own attribute with its defaults, so that handlers do not repeat the identity
//! type and the form of a rejection. Crates that use it need no dependency on `requires-auth`.
//!
//! ```
//! use axum::{Router, extract::FromRef};
//! use company::{Auth, User, guarded, routing::get};
//!
//! #[derive(Clone)]
//! struct App {
//!     auth: Auth,
//! }
//!
//! impl FromRef<App> for Auth {
//!     fn from_ref(app: &App) -> Auth {
//!         app.auth.clone()
//!     }
//! }
//!
//! #[guarded(scopes("payroll:read"))]
//! async fn payroll(#[identity] who: User) -> String {
//!     format!("the payroll, for {}", who.name)
//! }
//!
//! let app: Router = Router::new().route("/payroll", get(payroll).into()).with_state(App { auth: company::auth()? });
//! # Ok::<(), company::ConfigError>(())
//! ```
#![cfg(feature = "axum")]

use axum::{
    body::Body,
    http::{HeaderValue, header::LINK},
    response::Response,
};
/// Guards an axum handler. Takes every key of `#[requires_auth]`, with the company's defaults for the identity and `on_reject`.
#[doc(inline)]
pub use company_macros::guarded;
// The expansion of `guarded` names all items by this path: `crate = ::company::requires_auth`.
pub use requires_auth;
use requires_auth::{Authenticator, HasScopes, Rejection, Scope, verifiers::StaticTokens};
pub use requires_auth::{ConfigError, axum::routing, public};

/// An employee.
#[derive(Clone, Debug)]
pub struct User {
    /// The name.
    pub name: String,
    granted: &'static str,
}

impl HasScopes for User {
    fn has_scope(&self, scope: &Scope) -> bool {
        scope.is_in(self.granted)
    }
}

/// The authenticator; it goes into the router's state.
pub type Auth = Authenticator<User>;

/// All employees. A real company asks its identity provider.
///
/// # Errors
///
/// [`ConfigError`] if a token is malformed.
pub fn auth() -> Result<Auth, ConfigError> {
    let user = |name: &str, granted| User { name: name.to_owned(), granted };
    let tokens = StaticTokens::new([("ada-token", user("ada", "payroll:read")), ("bob-token", user("bob", ""))])?;
    Authenticator::builder(tokens).realm("company").build()
}

/// The form of a rejection: the usual response, with a link to the page where employees request access.
#[must_use]
pub fn refuse(rejection: Rejection) -> Response {
    let mut response = rejection.into_http::<Body>();
    response.headers_mut().insert(LINK, HeaderValue::from_static(r#"<https://company.example/access>; rel="help""#));
    response
}
