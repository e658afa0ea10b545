#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

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
        feature = "passwords",
        feature = "poem",
        feature = "rocket",
        feature = "salvo",
        feature = "test-util",
        feature = "timeout",
        feature = "tonic"
    )
))]
pub mod guide;
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

pub use decision::{Authenticate, AuthenticateSync, Authenticator, AuthenticatorBuilder, SyncVerifier, Verifier};
pub use rejection::{Challenge, FromRejection, Reason, RejectInResult, Rejection, RejectionBody, ResponseBuilder, VerifyError};
pub use request::{ApiKey, AsRequestHead, Basic, Bearer, RequestHead, SessionCookie, scheme};
#[doc(inline)]
pub use requires_auth_macros::{policy, public, requires_auth};
pub use vocabulary::{ConfigError, HasScopes, Identity, IdentityBuilder, Policy, Scope};
