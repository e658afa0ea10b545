//! `Bearer` (RFC 6750).

use std::fmt;

use super::{
    locate::{AnyScheme, Found, Scheme, Sealed, Unread, realm_setters},
    request::RequestHead,
};

/// A bearer token, as the `Authorization` field carried it (RFC 6750 2.1). Borrows from the request; prints as `Bearer(***)`.
#[derive(Clone, Copy)]
pub struct Bearer<'a> {
    token: &'a str,
    request: RequestHead<'a>,
}

impl<'a> Bearer<'a> {
    /// The token: a non-empty `b64token`, at most as long as the scheme allows. A secret.
    #[must_use]
    pub const fn expose(&self) -> &'a str {
        self.token
    }

    /// The head of the request that carried it.
    #[must_use]
    pub const fn request(&self) -> RequestHead<'a> {
        self.request
    }

    pub(super) fn read(rest: &'a [u8], request: RequestHead<'a>) -> Result<Self, Unread> {
        let token = token68(rest).ok_or(Unread::Malformed)?;
        Ok(Self { token, request })
    }
}

impl fmt::Debug for Bearer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bearer(***)")
    }
}

/// RFC 9110 11.2, which is the `b64token` of RFC 6750 2.1: `1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`.
pub(crate) fn token68(bytes: &[u8]) -> Option<&str> {
    let end = bytes.iter().rposition(|byte| *byte != b'=')? + 1;
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/');
    bytes.get(..end)?.iter().all(is_token).then(|| str::from_utf8(bytes).ok()).flatten()
}

/// The scheme `Bearer`: realm and the longest token that is read.
#[derive(Clone, Copy, Debug)]
pub struct BearerScheme {
    pub(super) realm: Option<&'static str>,
    pub(super) max_length: usize,
}

impl BearerScheme {
    /// Realm `api`, tokens of at most 8192 bytes.
    #[must_use]
    pub const fn new() -> Self {
        Self { realm: None, max_length: 8192 }
    }

    /// The longest token that is read, in bytes; a longer one is answered with 431.
    #[must_use]
    pub const fn max_length(mut self, bytes: usize) -> Self {
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

impl Sealed for BearerScheme {}

impl Scheme for BearerScheme {
    type Credentials<'a> = Bearer<'a>;
    const DEFAULT: &'static Self = &Self::new();

    fn any(&self) -> AnyScheme<'_> {
        AnyScheme::Bearer(self)
    }

    fn take(found: Found<'_>) -> Option<Self::Credentials<'_>> {
        if let Found::Bearer(credentials) = found { Some(credentials) } else { None }
    }
}
