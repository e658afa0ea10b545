//! Helps to test an application: authenticators with known tokens, requests with credentials, assertions about rejections, and a
//! conformance table for your own verifier. See [testing](crate::guide::_08_testing).
//!
//! Nothing here is a way around authentication: a guard comes only from an authenticator, as in the application. So it is harmless
//! if cargo enables the feature for a whole workspace. Even so, put it into `[dev-dependencies]`.
//!
//! ```
//! use http::{Request, Response};
//! use requires_auth::{Authenticator, Identity, assert_challenge, requires_auth, test_util::{self, WithCredentials}};
//!
//! struct Shop {
//!     auth: Authenticator,
//! }
//!
//! impl Shop {
//!     #[requires_auth(verifier = self.auth, scopes("items:read"))]
//!     async fn items(&self, req: Request<()>, #[identity] who: Identity) -> Response<String> {
//!         Response::new(format!("items of {}", who.subject()))
//!     }
//! }
//!
//! # futures_executor::block_on(async {
//! let shop = Shop {
//!     auth: test_util::authenticator([
//!         ("reader", Identity::builder("ada").scopes("items:read").build()),
//!         ("other", Identity::new("eve")),
//!     ]),
//! };
//! let ask = |token| shop.items(Request::get("/items").with_credentials(test_util::bearer(token)).body(()).unwrap());
//! assert_eq!(ask("reader").await.body(), "items of ada");
//! assert_challenge!(ask("unknown").await, 401, Bearer, error = "invalid_token", scope = "items:read");
//! assert_challenge!(ask("other").await, 403, Bearer, error = "insufficient_scope", scope = "items:read");
//! # });
//! ```

mod answers;
mod challenge;
mod conformance;
mod credentials;
mod frameworks;
mod guard;
#[cfg(feature = "oidc")]
mod issuer;

pub use challenge::ResponseHead;
#[doc(hidden)]
pub use challenge::{assert_challenged, assert_unchallenged};
pub use conformance::Conformance;
pub use credentials::{Field, WithCredentials, api_key, basic, bearer, session_cookie};
#[cfg(feature = "actix-web")]
pub use guard::bundle;
pub use guard::guard;
#[cfg(feature = "oidc")]
#[cfg_attr(docsrs, doc(cfg(feature = "oidc")))]
pub use issuer::{TestEndpoint, TestIssuer, TestResponse};

#[cfg(feature = "_jwt")]
#[cfg_attr(docsrs, doc(cfg(any(feature = "jwt", feature = "jwt-rust-crypto"))))]
pub use crate::verifiers::jwt::TestClock;
use crate::{decision::Authenticator, verifiers::StaticTokens};

/// Creates an authenticator that accepts these bearer tokens: pairs of token and identity, as in [`StaticTokens::new`].
///
/// # Panics
///
/// Panics if [`StaticTokens::new`] returns an error: for no token at all, for a token that is given twice, and for a token that can
/// never be sent.
#[must_use]
#[track_caller]
#[allow(clippy::panic, reason = "a test that is written wrongly fails")]
pub fn authenticator<Id, S>(known: impl IntoIterator<Item = (S, Id)>) -> Authenticator<Id>
where
    Id: Clone + Send + Sync + 'static,
    S: AsRef<str>,
{
    match StaticTokens::new(known) {
        Ok(tokens) => Authenticator::new(tokens),
        Err(error) => panic!("{error}"),
    }
}
