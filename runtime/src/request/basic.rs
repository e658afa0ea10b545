//! `Basic` (RFC 7617).

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{head::RequestHead, realm::realm_setters};

/// A user name and a password, decoded from the `Authorization` field (RFC 7617 2). Prints as `Basic(***)`.
#[derive(Clone)]
pub struct Basic<'a> {
    decoded: Decoded,
    /// Where the first colon stands.
    colon: usize,
    request: RequestHead<'a>,
}

/// Room on the stack for the usual, so that the happy path allocates nothing.
#[derive(Clone)]
enum Decoded {
    Short { bytes: [u8; SHORT], length: usize },
    Long(Box<[u8]>),
}

const SHORT: usize = 128;

impl<'a> Basic<'a> {
    /// The user name: UTF-8 without control characters, U+0080 to U+009F included; empty where the caller sent none, which a
    /// verifier should refuse.
    #[must_use]
    pub fn user(&self) -> &str {
        self.part(..self.colon)
    }

    /// The password: UTF-8 without control characters, U+0080 to U+009F included; it may have colons. A secret.
    #[must_use]
    pub fn expose_password(&self) -> &str {
        self.part(self.colon + 1..)
    }

    /// The head of the request that carried it.
    #[must_use]
    pub const fn request(&self) -> RequestHead<'a> {
        self.request
    }

    fn part<R: std::slice::SliceIndex<[u8], Output = [u8]>>(&self, range: R) -> &str {
        // `decode` has seen that all of it is UTF-8, and a colon is ASCII.
        self.decoded.bytes().get(range).and_then(|part| str::from_utf8(part).ok()).unwrap_or_default()
    }

    /// `None` for what breaks the grammar.
    pub(super) fn decode(text: &[u8], request: RequestHead<'a>) -> Option<Self> {
        let decoded = Decoded::from_base64(text)?;
        let text = str::from_utf8(decoded.bytes()).ok()?;
        let colon = text.find(':')?;
        // Those of ASCII, and U+0080 to U+009F.
        if text.contains(char::is_control) {
            return None;
        }
        Some(Self { decoded, colon, request })
    }
}

impl Decoded {
    /// RFC 4648 4 with mandatory padding and canonical bits: what the `STANDARD` engine insists on.
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

/// The scheme `Basic` (RFC 7617): realm and the longest credentials that are read. Its challenge has `charset="UTF-8"`.
///
/// A browser attaches the credentials by itself, so that a write from another site is answered with 403: see
/// [`AuthenticatorBuilder::trusted_origin`](crate::AuthenticatorBuilder::trusted_origin).
#[derive(Clone, Copy, Debug)]
pub struct BasicScheme {
    pub(super) realm: Option<&'static str>,
    pub(super) max_length: usize,
}

impl BasicScheme {
    /// Realm `api`, credentials of at most 8192 bytes as sent.
    #[must_use]
    pub const fn new() -> Self {
        Self { realm: None, max_length: 8192 }
    }

    /// The longest credentials that are read, in bytes of base64; longer ones are answered with 431.
    ///
    /// # Panics
    ///
    /// In a constant, where this belongs, the panic is a compile error: on 0, with which nobody is ever let in.
    ///
    /// ```compile_fail,E0080
    /// use requires_auth::scheme;
    ///
    /// const ANONYMOUS: scheme::Basic = scheme::Basic::new().max_length(0);
    /// # let _ = ANONYMOUS;
    /// ```
    #[must_use]
    pub const fn max_length(mut self, bytes: usize) -> Self {
        assert!(bytes != 0, "the longest credentials must be at least 1 byte: with 0 nobody is ever let in");
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
