//! `Bearer` (RFC 6750).

use std::fmt;

use super::{head::RequestHead, realm::realm_setters};
use crate::grammar::ascii;

/// A bearer token, as the `Authorization` field carried it (RFC 6750 2.1). Borrows from the request; prints as `Bearer(***)`.
#[derive(Clone, Copy)]
pub struct Bearer<'a> {
    pub(super) token: &'a [u8],
    pub(super) request: RequestHead<'a>,
}

impl<'a> Bearer<'a> {
    /// The token: a non-empty `b64token`, at most as long as the scheme allows. A secret.
    #[must_use]
    pub fn expose(&self) -> &'a str {
        ascii(self.token)
    }

    pub(crate) const fn as_bytes(&self) -> &'a [u8] {
        self.token
    }

    /// The head of the request that carried it.
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

/// The scheme `Bearer` (RFC 6750): realm and the longest token that is read.
#[derive(Clone, Copy, Debug)]
pub struct BearerScheme {
    pub(super) realm: Option<&'static str>,
    pub(crate) max_length: usize,
}

impl BearerScheme {
    /// Realm `api`, tokens of at most 8192 bytes.
    #[must_use]
    pub const fn new() -> Self {
        Self { realm: None, max_length: 8192 }
    }

    /// The longest token that is read, in bytes; a longer one is answered with 431.
    ///
    /// # Panics
    ///
    /// In a constant, where this belongs, the panic is a compile error: on 0, with which nobody is ever let in.
    ///
    /// ```compile_fail,E0080
    /// use requires_auth::scheme;
    ///
    /// const ANONYMOUS: scheme::Bearer = scheme::Bearer::new().max_length(0);
    /// # let _ = ANONYMOUS;
    /// ```
    #[must_use]
    pub const fn max_length(mut self, bytes: usize) -> Self {
        assert!(bytes != 0, "the longest token must be at least 1 byte: with 0 nobody is ever let in");
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
