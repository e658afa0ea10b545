//! Ready-made verifiers: fixed tokens and keys, closures, Basic against password hashes (feature
//! `passwords`), and JWT (feature `jwt`). The guide
//! explains [which to choose](crate::guide::_04_verifiers).

mod closures;
#[cfg(feature = "jwt")]
pub(crate) mod jwt;
#[cfg(feature = "passwords")]
mod passwords;
mod static_tokens;

pub use closures::{
    AsyncFnVerifier, FnVerifier, Secret, ThenVerifier, api_key, api_key_async, api_key_then, basic, basic_async, basic_then,
    bearer, bearer_async, bearer_then, session_cookie, session_cookie_async, session_cookie_then,
};
#[cfg(feature = "jwt")]
#[cfg_attr(docsrs, doc(cfg(feature = "jwt")))]
pub use jwt::{Jwt, JwtAlgorithm, JwtBuilder, JwtKey, JwtKeys, JwtProfile};
#[cfg(feature = "passwords")]
#[cfg_attr(docsrs, doc(cfg(feature = "passwords")))]
pub use passwords::{PasswordMetrics, PasswordTable, Passwords, PasswordsBuilder};
pub use static_tokens::{StaticKeys, StaticTokens};
