//! `Bearer` (RFC 6750).

use std::fmt;

use super::{head::RequestHead, realm_setters::realm_setters};
use crate::grammar::ascii;

/// Holds the bearer token of a request, borrowed from its `Authorization` field (RFC 6750 2.1). Prints as `Bearer(***)`.
#[derive(Clone, Copy)]
pub struct Bearer<'a> {
    pub(super) token: &'a [u8],
    pub(super) request: RequestHead<'a>,
}

impl<'a> Bearer<'a> {
    /// Returns the token: a non-empty `b64token`, at most as long as the scheme allows. It is a secret.
    #[must_use]
    pub fn expose(&self) -> &'a str {
        ascii(self.token)
    }

    pub(crate) const fn as_bytes(&self) -> &'a [u8] {
        self.token
    }

    /// Returns the head of the request that carried the token.
    #[must_use]
    pub const fn request(&self) -> RequestHead<'a> {
        self.request
    }
}

impl fmt::Debug for Bearer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bearer(***)")
    }
}

/// Configures the scheme `Bearer` (RFC 6750): the realm and the maximum length of a token.
#[derive(Clone, Copy, Debug)]
pub struct BearerScheme {
    pub(super) realm: Option<&'static str>,
    pub(crate) max_length: usize,
}

impl BearerScheme {
    /// Creates the scheme with the authenticator's realm (default: `api`) and tokens of at most 8192 bytes.
    #[must_use]
    pub const fn new() -> Self {
        Self { realm: None, max_length: 8192 }
    }

    /// Sets the maximum length of a token, in bytes. A longer token is rejected with 431.
    ///
    /// # Panics
    ///
    /// Panics if `bytes` is 0, which would reject every request. In a constant, where this call belongs, the panic is a compile
    /// error.
    ///
    /// ```compile_fail,E0080
    /// use requires_auth::scheme;
    ///
    /// const ANONYMOUS: scheme::Bearer = scheme::Bearer::new().max_length(0);
    /// # let _ = ANONYMOUS;
    /// ```
    #[must_use]
    pub const fn max_length(mut self, bytes: usize) -> Self {
        assert!(bytes != 0, "the maximum length of a token must be at least 1 byte: 0 would reject every request");
        self.max_length = bytes;
        self
    }
}

realm_setters!(BearerScheme);

impl Default for BearerScheme {
    fn default() -> Self {
        Self::new()
    }
}
