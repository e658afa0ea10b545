//! API keys in a separate header field.

use std::fmt;

use super::{
    place::{Place, field_error, key_word_error},
    request_head::RequestHead,
    setters::{leaked, leaked_field, realm_setters},
};
use crate::{
    grammar::{ascii, is_word},
    vocabulary::ConfigError,
};

/// Holds the API key of a request, borrowed from its header field. Prints as `ApiKey(***)`.
#[derive(Clone, Copy)]
pub struct ApiKey<'a> {
    pub(super) key: &'a [u8],
    pub(super) request: RequestHead<'a>,
}

impl<'a> ApiKey<'a> {
    /// Returns the key: visible ASCII characters, one at least and at most as many as the scheme allows. It is a secret.
    #[must_use]
    pub fn expose(&self) -> &'a str {
        ascii(self.key)
    }

    pub(crate) const fn as_bytes(&self) -> &'a [u8] {
        self.key
    }

    /// Returns the head of the request that carried the key.
    #[must_use]
    pub const fn request(&self) -> RequestHead<'a> {
        self.request
    }
}

impl fmt::Debug for ApiKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(***)")
    }
}

/// Configures the scheme `ApiKey`, which is not registered with IANA: the place and the maximum length of the key, and the realm.
///
/// A key of more than 512 bytes, or of more than [`max_length`](Self::max_length), is rejected with 431. Two field lines are rejected
/// with 400, even if one of them is empty. A single line that is empty or blank counts as absent.
#[derive(Clone, Copy, Debug)]
pub struct ApiKeyScheme {
    pub(super) place: Place,
    pub(super) realm: Option<&'static str>,
    pub(crate) max_length: usize,
}

impl ApiKeyScheme {
    /// Reads keys from the header field `name`, which must be in lower case.
    /// [`ApiKey::DEFAULT`](super::scheme::Scheme::DEFAULT) reads `x-api-key`.
    ///
    /// ```
    /// use requires_auth::scheme;
    ///
    /// const ACME: &scheme::ApiKey = &scheme::ApiKey::header("x-acme-key");
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if `name` is not a token in lower case (RFC 9110 5.1), or is reserved: `authorization`, `cookie`, `host`,
    /// `sec-websocket-protocol` and the hop-by-hop fields. In a constant, where this call belongs, the panic is a compile error. Use
    /// [`try_header`](Self::try_header) for text that is not in the source.
    #[must_use]
    #[allow(clippy::panic, reason = "in a constant, where this belongs, the panic is the compile error")]
    pub const fn header(name: &'static str) -> Self {
        if let Some(rule) = field_error(name) {
            panic!("{}", rule);
        }
        Self::at(Place::Field(name))
    }

    const fn at(place: Place) -> Self {
        Self { place, realm: None, max_length: 512 }
    }

    /// Reads keys from the header field `name`, in upper or lower case, which is known at run time. The name is leaked: it stays in
    /// memory until the process ends.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if `name` is not a token, or is the name of a reserved field (see [`header`](Self::header)).
    pub fn try_header(name: &str) -> Result<Self, ConfigError> {
        leaked_field("API-key header", name).map(|name| Self::at(Place::Field(name)))
    }

    /// Reads keys from `Authorization` after this word: `Authorization: Token abc`, `Authorization: GenieKey abc`. The challenge
    /// begins with that word. Words are compared without case (RFC 9110 11.1). A comma separates two credentials and is rejected with
    /// 400.
    ///
    /// ```
    /// use requires_auth::{Identity, scheme, verifiers::StaticKeys};
    ///
    /// const TOKEN: scheme::ApiKey = scheme::ApiKey::authorization("Token");
    ///
    /// let keys = StaticKeys::with_scheme(TOKEN, [("key-123456", Identity::new("robot"))])?;
    /// # let _: StaticKeys = keys;
    /// # Ok::<(), requires_auth::ConfigError>(())
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if `word` is not a token, or is the name of a scheme that is not for keys: `Basic`, `Digest`, `Negotiate`, `NTLM`,
    /// `DPoP`, and `Bearer`, which is [`scheme::Bearer`](super::scheme::Bearer). In a constant, where this call belongs, the panic
    /// is a compile error. Use [`try_authorization`](Self::try_authorization) for text that is not in the source.
    #[must_use]
    #[allow(clippy::panic, reason = "in a constant, where this belongs, the panic is the compile error")]
    pub const fn authorization(word: &'static str) -> Self {
        if let Some(rule) = key_word_error(word) {
            panic!("{}", rule);
        }
        Self::at(Place::Authorization(word))
    }

    /// Reads keys from `Authorization` after this word, which is known at run time. The word is leaked: it stays in memory until the
    /// process ends.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] for a word with which [`authorization`](Self::authorization) panics.
    pub fn try_authorization(word: impl Into<String>) -> Result<Self, ConfigError> {
        leaked("authentication scheme", word.into(), key_word_error).map(|word| Self::at(Place::Authorization(word)))
    }

    /// Sets the maximum length of a key, in bytes. Default: 512. A longer key is rejected with 431.
    ///
    /// # Panics
    ///
    /// Panics if `bytes` is 0, which would reject every request. In a constant, where this call belongs, the panic is a compile
    /// error.
    #[must_use]
    pub const fn max_length(mut self, bytes: usize) -> Self {
        assert!(bytes != 0, "the maximum length of a key must be at least 1 byte: 0 would reject every request");
        self.max_length = bytes;
        self
    }
}

impl ApiKeyScheme {
    pub(crate) const fn is_in_authorization(&self) -> bool {
        matches!(self.place, Place::Authorization(_))
    }

    /// Returns the word of the challenge, if it is not `ApiKey`.
    pub(super) const fn word(&self) -> Option<&'static str> {
        match self.place {
            Place::Authorization(word) if !is_word(word, "ApiKey") => Some(word),
            _ => None,
        }
    }
}

realm_setters!(ApiKeyScheme);
