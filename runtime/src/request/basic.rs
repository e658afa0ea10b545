//! `Basic` (RFC 7617).

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{request_head::RequestHead, setters::realm_setters};

/// Holds a user name and a password, decoded from the `Authorization` field (RFC 7617 2). Prints as `Basic(***)`.
#[derive(Clone)]
pub struct Basic<'a> {
    decoded: Decoded,
    /// The position of the first colon, in bytes.
    colon: usize,
    request: RequestHead<'a>,
}

/// Short credentials are stored inline, so that they need no allocation.
#[derive(Clone)]
enum Decoded {
    Short { bytes: [u8; SHORT], length: usize },
    Long(Box<[u8]>),
}

const SHORT: usize = 128;

impl<'a> Basic<'a> {
    /// Returns the user name: UTF-8 without control characters (U+0080 to U+009F count as such). It is empty if the caller sent
    /// none; a verifier should reject that.
    #[must_use]
    pub fn user(&self) -> &str {
        self.part(..self.colon)
    }

    /// Returns the password: UTF-8 without control characters (U+0080 to U+009F count as such). It may contain colons. It is a
    /// secret.
    #[must_use]
    pub fn expose_password(&self) -> &str {
        self.part(self.colon + 1..)
    }

    /// Returns the head of the request that carried the credentials.
    #[must_use]
    pub const fn request(&self) -> RequestHead<'a> {
        self.request
    }

    fn part<R: std::slice::SliceIndex<[u8], Output = [u8]>>(&self, range: R) -> &str {
        // `decode` has checked that the whole text is UTF-8, and a colon is ASCII.
        self.decoded.bytes().get(range).and_then(|part| str::from_utf8(part).ok()).unwrap_or_default()
    }

    /// Returns `None` if the text breaks the grammar.
    pub(super) fn decode(text: &[u8], request: RequestHead<'a>) -> Option<Self> {
        let decoded = Decoded::from_base64(text)?;
        let text = str::from_utf8(decoded.bytes()).ok()?;
        let colon = text.find(':')?;
        // ASCII control characters, and U+0080 to U+009F.
        if text.contains(char::is_control) {
            return None;
        }
        Some(Self { decoded, colon, request })
    }
}

impl Decoded {
    /// Decodes RFC 4648 4 with mandatory padding and canonical bits, which the `STANDARD` engine requires.
    fn from_base64(text: &[u8]) -> Option<Self> {
        let mut bytes = [0; SHORT];
        if text.len() <= SHORT / 3 * 4 {
            let length = STANDARD.decode_slice(text, &mut bytes).ok()?;
            Some(Self::Short { bytes, length })
        } else {
            STANDARD.decode(text).ok().map(|bytes| Self::Long(bytes.into()))
        }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Short { bytes, length } => bytes.get(..*length).unwrap_or_default(),
            Self::Long(bytes) => bytes,
        }
    }
}

impl fmt::Debug for Basic<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Basic(***)")
    }
}

/// Configures the scheme `Basic` (RFC 7617): the realm and the maximum length of credentials. Its challenge has `charset="UTF-8"`.
///
/// Browsers attach the credentials automatically, so a write from another site is rejected with 403: see
/// [`AuthenticatorBuilder::trusted_origin`](crate::AuthenticatorBuilder::trusted_origin) and
/// [browsers](crate::guide::_07_browsers).
#[derive(Clone, Copy, Debug)]
pub struct BasicScheme {
    pub(super) realm: Option<&'static str>,
    pub(super) max_length: usize,
}

impl BasicScheme {
    /// Creates the scheme with the authenticator's realm (default: `api`) and credentials of at most 8192 bytes of base64.
    #[must_use]
    pub const fn new() -> Self {
        Self { realm: None, max_length: 8192 }
    }

    /// Sets the maximum length of credentials, in bytes of base64. Longer ones are rejected with 431.
    ///
    /// # Panics
    ///
    /// Panics if `bytes` is 0, which would reject every request. In a constant, where this call belongs, the panic is a compile
    /// error.
    ///
    /// ```compile_fail,E0080
    /// use requires_auth::scheme;
    ///
    /// const ANONYMOUS: scheme::Basic = scheme::Basic::new().max_length(0);
    /// # let _ = ANONYMOUS;
    /// ```
    #[must_use]
    pub const fn max_length(mut self, bytes: usize) -> Self {
        assert!(bytes != 0, "the maximum length of credentials must be at least 1 byte: 0 would reject every request");
        self.max_length = bytes;
        self
    }
}

realm_setters!(BasicScheme);

impl Default for BasicScheme {
    fn default() -> Self {
        Self::new()
    }
}
