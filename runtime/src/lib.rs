#![cfg_attr(docsrs, feature(doc_cfg))]
//! An attribute for HTTP handlers: `#[requires_auth(scopes("items:read"))]`. Credentials are verified before anything else of a
//! request is read, and before any code of the handler runs.
//!
//! Quick links: [tutorial](guide::_01_tutorial) · [keys](guide::_02_keys) · [verifiers](guide::_04_verifiers) ·
//! [responses](guide::_05_responses) · [frameworks](guide::_06_frameworks) · [testing](guide::_08_testing) ·
//! [cookbook](guide::_10_cookbook) · [troubleshooting](guide::_12_troubleshooting)
//!
//! ```
//! use std::sync::LazyLock;
//!
//! use http::{Request, Response};
//! use requires_auth::{Identity, requires_auth, verifiers::StaticTokens};
//!
//! static TOKENS: LazyLock<StaticTokens> = LazyLock::new(|| {
//!     let reader = Identity::builder("ada").scopes("items:read").build();
//!     StaticTokens::new([("secret123", reader)]).expect("well-formed tokens")
//! });
//!
//! #[requires_auth(verifier = TOKENS, scopes("items:read"))]
//! async fn list_items(request: Request<String>, #[identity] who: Identity) -> Response<String> {
//!     Response::new(format!("items of {}", who.subject()))
//! }
//!
//! # futures_executor::block_on(async {
//! let rejected = list_items(Request::default()).await;
//! assert_eq!(rejected.status(), 401);
//! assert_eq!(rejected.headers()["www-authenticate"], r#"Bearer realm="api", scope="items:read""#);
//!
//! let known = Request::builder().header("authorization", "Bearer secret123").body(String::new())?;
//! assert_eq!(list_items(known).await.body(), "items of ada");
//! # Ok::<(), http::Error>(()) }).unwrap();
//! ```
//!
//! Handlers of a framework use the attribute of its module, such as `requires_auth::axum::requires_auth`. There the guard is an
//! extractor that runs before all others, and the authenticator belongs to the application.
//!
//! The parts: a [`Verifier`] turns credentials into an [`Identity`] (or a type of yours). An [`Authenticator`] holds one or several
//! verifiers with their settings. A [`Policy`] is what one handler requires. A [`Rejection`] is why a request may not pass, and
//! becomes the response.
//!
//! # Features
//!
//! | feature | brings | Rust |
//! |---|---|---|
//! | none | functions over `http` types, fixed tokens and keys, closures | 1.88 |
//! | `axum` | handlers of axum 0.8, checked routes | 1.88 |
//! | `actix-web` | handlers of actix-web 4, checked routes | 1.89 |
//! | `poem` | handlers of poem 3, checked routes, operations of poem-openapi 5 | 1.88 |
//! | `rocket` | handlers of rocket 0.5, checked routes | 1.89 |
//! | `salvo`, `salvo-oapi` | handlers of salvo 1, checked routes, `#[endpoint]` | 1.95 |
//! | `tonic` | methods of tonic 0.14 services | 1.88 |
//! | `introspection` | opaque access tokens, about which the issuer is asked | 1.88 |
//! | `jwt` | access tokens as JWT, with local keys | 1.88 |
//! | `jwt-rust-crypto` | the same with cryptography in Rust: slower, and builds without a C compiler | 1.88 |
//! | `oidc` | the same, with the keys that an identity provider publishes | 1.88 |
//! | `passwords` | HTTP Basic against argon2id and bcrypt hashes | 1.88 |
//! | `timeout` | a bound on the time of a verifier | 1.88 |
//! | `tracing` | one event for each rejection | 1.88 |
//! | `dangerous-development` | a switch that turns authentication off while you develop; the feature alone opens nothing | 1.88 |
//! | `test-util` | for tests: known callers, `assert_challenge!`, `test_util::Conformance` | 1.88 |
//!
//! # The guide
//!
//! [Tutorial](guide::_01_tutorial), [keys](guide::_02_keys), [who may pass](guide::_03_authorization),
//! [verifiers](guide::_04_verifiers), [responses](guide::_05_responses), [frameworks](guide::_06_frameworks),
//! [browsers](guide::_07_browsers), [testing](guide::_08_testing), [by hand](guide::_09_by_hand), [cookbook](guide::_10_cookbook),
//! [coming from another library](guide::_11_coming_from), [troubleshooting](guide::_12_troubleshooting),
//! [limits](guide::_13_limits), [security](guide::_14_security), [internals](guide::_15_internals), [JWT](guide::_16_jwt),
//! [identity providers](guide::_17_identity_providers).

mod decision;
mod event;
mod frameworks;
mod grammar;
#[cfg(any(
    doc,
    all(
        doctest,
        feature = "actix-web",
        feature = "axum",
        feature = "introspection",
        feature = "oidc",
        feature = "passwords",
        feature = "poem",
        feature = "rocket",
        feature = "salvo",
        feature = "test-util",
        feature = "timeout",
        feature = "tonic"
    )
))]
// Links to items of features that are off.
#[cfg_attr(
    not(all(feature = "introspection", feature = "oidc", feature = "passwords", feature = "test-util")),
    allow(rustdoc::broken_intra_doc_links)
)]
pub mod guide;
mod metadata;
mod panics;
mod rejection;
mod request;
#[cfg(feature = "test-util")]
#[cfg_attr(docsrs, doc(cfg(feature = "test-util")))]
pub mod test_util;
pub mod verifiers;
mod vocabulary;

#[doc(hidden)]
#[path = "private.rs"]
#[allow(missing_docs)]
pub mod __private;

#[cfg(feature = "actix-web")]
#[cfg_attr(docsrs, doc(cfg(feature = "actix-web")))]
pub use frameworks::actix_web;
#[cfg(feature = "axum")]
#[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
pub use frameworks::axum;
#[cfg(feature = "poem")]
#[cfg_attr(docsrs, doc(cfg(feature = "poem")))]
pub use frameworks::poem;
#[cfg(feature = "rocket")]
#[cfg_attr(docsrs, doc(cfg(feature = "rocket")))]
pub use frameworks::rocket;
#[cfg(feature = "salvo")]
#[cfg_attr(docsrs, doc(cfg(feature = "salvo")))]
pub use frameworks::salvo;
#[cfg(feature = "tonic")]
#[cfg_attr(docsrs, doc(cfg(feature = "tonic")))]
pub use frameworks::tonic;

#[cfg(any(feature = "actix-web", feature = "axum", feature = "poem", feature = "rocket", feature = "salvo"))]
pub use decision::{AuthLayer, OptionalAuthLayer};
pub use decision::{Authenticate, AuthenticateSync, Authenticator, AuthenticatorBuilder, LoginPage, SyncVerifier, Verifier};
pub use grammar::local_return_to;
pub use metadata::{ResourceMetadata, ResourceMetadataBuilder};
pub use rejection::{
    Challenge, FromRejection, Reason, RejectInResult, Rejection, RejectionBody, ResponseBuilder, ResponseField, VerifyError,
};
pub use request::{ApiKey, AsRequestHead, Basic, Bearer, FieldLines, RequestHead, SessionCookie, scheme};
#[doc(inline)]
pub use requires_auth_macros::{AsRequestHead, policy, public, requires_auth};
pub use vocabulary::{ConfigError, HasAuthentication, HasScopes, Identity, IdentityBuilder, Policy, Scope, StepUpPolicy};

/// The examples of the README.
#[cfg(all(doctest, feature = "axum"))]
#[doc = include_str!("../README.md")]
pub struct Readme;
