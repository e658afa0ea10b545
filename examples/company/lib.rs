//! The crate of a company around `requires-auth`: its own attribute with its defaults, so that no handler of the company repeats
//! who a caller is and how a refusal looks. What uses it needs no dependency on `requires-auth`.
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
/// Guards a handler of axum: every key of `#[requires_auth]`, and the company's defaults for those that are not given.
#[doc(inline)]
pub use company_macros::guarded;
// What `guarded` expands to names everything by this path: `crate = ::company::requires_auth`.
pub use requires_auth;
use requires_auth::{Authenticator, HasScopes, Rejection, Scope, verifiers::StaticTokens};
pub use requires_auth::{ConfigError, axum::routing, public};

/// Who works here.
#[derive(Clone, Debug)]
pub struct User {
    /// The name, as colleagues know it.
    pub name: String,
    granted: &'static str,
}

impl HasScopes for User {
    fn has_scope(&self, scope: &Scope) -> bool {
        scope.is_in(self.granted)
    }
}

/// What decides about callers; it goes into the state of a router.
pub type Auth = Authenticator<User>;

/// Everybody who works here. A real company asks its identity provider.
///
/// # Errors
///
/// [`ConfigError`], where a token cannot be one.
pub fn auth() -> Result<Auth, ConfigError> {
    let user = |name: &str, granted| User { name: name.to_owned(), granted };
    let tokens = StaticTokens::new([("ada-token", user("ada", "payroll:read")), ("bob-token", user("bob", ""))])?;
    Authenticator::builder(tokens).realm("company").build()
}

/// How a refusal looks here: the usual answer, and a link to where access is asked for.
#[must_use]
pub fn refuse(rejection: Rejection) -> Response {
    let mut response = rejection.into_http::<Body>();
    response.headers_mut().insert(LINK, HeaderValue::from_static(r#"<https://company.example/access>; rel="help""#));
    response
}
