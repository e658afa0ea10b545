//! Ready-made verifiers: fixed tokens and keys, closures, and (feature `passwords`) Basic against password hashes. The guide
//! explains [which to choose](crate::guide::_04_verifiers).

mod closures;
#[cfg(feature = "passwords")]
mod passwords;
mod static_tokens;

pub use closures::{
    AsyncFnVerifier, FnVerifier, Secret, api_key, api_key_async, basic, basic_async, bearer, bearer_async, session_cookie,
    session_cookie_async,
};
#[cfg(feature = "passwords")]
#[cfg_attr(docsrs, doc(cfg(feature = "passwords")))]
pub use passwords::{PasswordMetrics, PasswordTable, Passwords, PasswordsBuilder};
pub use static_tokens::{StaticKeys, StaticTokens};
