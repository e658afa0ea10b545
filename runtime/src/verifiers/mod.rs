//! Ready-made verifiers: fixed tokens and keys, closures, Basic against password hashes (feature
//! `passwords`), JWT (feature `jwt`), JWT with the keys of an identity provider (feature `oidc`), and
//! opaque tokens (feature `introspection`). The guide
//! explains [which to choose](crate::guide::_04_verifiers).

mod closures;
#[cfg(any(feature = "introspection", feature = "oidc"))]
mod fetch;
#[cfg(feature = "_jwt")]
mod in_cookie;
#[cfg(feature = "introspection")]
mod introspection;
#[cfg(feature = "_jwt")]
pub(crate) mod jwt;
#[cfg(feature = "oidc")]
mod oidc;
#[cfg(feature = "passwords")]
mod passwords;
mod static_tokens;

pub use closures::{
    AsyncFnVerifier, FnVerifier, Secret, ThenVerifier, api_key, api_key_async, api_key_then, basic, basic_async, basic_then,
    bearer, bearer_async, bearer_then, session_cookie, session_cookie_async, session_cookie_then,
};
#[cfg(any(feature = "introspection", feature = "oidc"))]
#[cfg_attr(docsrs, doc(cfg(any(feature = "introspection", feature = "oidc"))))]
pub use fetch::Fetcher;
#[cfg(feature = "_jwt")]
#[cfg_attr(docsrs, doc(cfg(any(feature = "jwt", feature = "jwt-rust-crypto"))))]
pub use in_cookie::InCookie;
#[cfg(feature = "introspection")]
#[cfg_attr(docsrs, doc(cfg(feature = "introspection")))]
pub use introspection::{Introspection, IntrospectionBuilder};
#[cfg(feature = "_jwt")]
#[cfg_attr(docsrs, doc(cfg(any(feature = "jwt", feature = "jwt-rust-crypto"))))]
pub use jwt::{Jwt, JwtAlgorithm, JwtBuilder, JwtKey, JwtKeys, JwtProfile};
#[cfg(feature = "oidc")]
#[cfg_attr(docsrs, doc(cfg(feature = "oidc")))]
pub use oidc::{Oidc, OidcBuilder, OidcIssuers, OidcStatus};
#[cfg(feature = "passwords")]
#[cfg_attr(docsrs, doc(cfg(feature = "passwords")))]
pub use passwords::{PasswordMetrics, PasswordTable, Passwords, PasswordsBuilder};
pub use static_tokens::{StaticKeys, StaticTokens};
