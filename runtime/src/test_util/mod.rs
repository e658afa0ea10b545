//! For the tests of an application: identities that are known, requests that carry credentials, what a refusal must look like,
//! and a table that a verifier of your own has to answer.
//!
//! Nothing here lets anybody in, or makes a guard: all of it asks an authenticator, as the application does. So it does no harm
//! where cargo switches the feature on for a whole workspace; it belongs into `[dev-dependencies]` all the same.
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
//!         ("stranger", Identity::new("eve")),
//!     ]),
//! };
//! let ask = |token| shop.items(Request::get("/items").with_credentials(test_util::bearer(token)).body(()).unwrap());
//! assert_eq!(ask("reader").await.body(), "items of ada");
//! assert_challenge!(ask("nobody").await, 401, Bearer, error = "invalid_token", scope = "items:read");
//! assert_challenge!(ask("stranger").await, 403, Bearer, error = "insufficient_scope", scope = "items:read");
//! # });
//! ```

mod answers;
mod challenge;
mod conformance;
mod credentials;
mod frameworks;
mod guard;

pub use challenge::ResponseHead;
#[doc(hidden)]
pub use challenge::{assert_challenged, assert_unchallenged};
pub use conformance::Conformance;
pub use credentials::{Field, WithCredentials, api_key, basic, bearer, session_cookie};
#[cfg(feature = "actix-web")]
pub use guard::bundle;
pub use guard::guard;

use crate::{decision::Authenticator, verifiers::StaticTokens};

/// An authenticator that knows these callers, each by a bearer token: pairs of token and identity, as [`StaticTokens::new`] takes
/// them.
///
/// # Panics
///
/// On what [`StaticTokens::new`] calls an error: no token at all, one twice, or one that can never be sent.
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
