//! API keys in a separate header field.

use std::fmt;

use http::HeaderName;

use super::{
    head::RequestHead,
    realm_setters::{leak, realm_setters},
};
use crate::{
    grammar::{ascii, is_token, present},
    rejection::Reason,
    vocabulary::ConfigError,
};

/// The maximum length of a key, in bytes.
const MAX_LENGTH: usize = 512;

/// Holds the API key of a request, borrowed from its header field. Prints as `ApiKey(***)`.
#[derive(Clone, Copy)]
pub struct ApiKey<'a> {
    pub(super) key: &'a [u8],
    pub(super) request: RequestHead<'a>,
}

impl<'a> ApiKey<'a> {
    /// Returns the key: 1 to 512 visible ASCII characters. It is a secret.
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

/// Reads the key from the value of a field line. Returns `None` if the value is empty or blank.
pub(super) fn read(line: &[u8]) -> Option<Result<&[u8], Reason>> {
    let value = present(line)?;
    Some(if value.len() > MAX_LENGTH {
        Err(Reason::CredentialsTooLong)
    } else if value.iter().all(u8::is_ascii_graphic) {
        Ok(value)
    } else {
        Err(Reason::MalformedCredentials)
    })
}

impl fmt::Debug for ApiKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(***)")
    }
}

/// Configures the scheme `ApiKey`, which is not registered with IANA: the header field that carries the key, and the realm.
///
/// A key of more than 512 bytes is rejected with 431. Two field lines are rejected with 400, even if one of them is empty. A single
/// line that is empty or blank counts as absent.
#[derive(Clone, Copy, Debug)]
pub struct ApiKeyScheme {
    header: &'static str,
    pub(super) realm: Option<&'static str>,
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
    /// Panics if `name` is not a token in lower case (RFC 9110 5.1), or is reserved: `authorization`, `cookie`, `host` and the
    /// hop-by-hop fields. In a constant, where this call belongs, the panic is a compile error. Use
    /// [`try_header`](Self::try_header) for text that is not in the source.
    #[must_use]
    #[allow(clippy::panic, reason = "in a constant, where this belongs, the panic is the compile error")]
    pub const fn header(name: &'static str) -> Self {
        if let Some(rule) = header_error(name) {
            panic!("{}", rule);
        }
        Self { header: name, realm: None }
    }

    /// Reads keys from the header field `name`, in upper or lower case, which is known at run time. The name is leaked: it stays in
    /// memory until the process ends.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if `name` is not a token, or is the name of a reserved field (see [`header`](Self::header)).
    pub fn try_header(name: &str) -> Result<Self, ConfigError> {
        let lower = name.to_ascii_lowercase();
        match header_error(&lower) {
            Some(rule) => Err(ConfigError::new("API-key header", name, rule)),
            None => Ok(Self { header: leak(lower), realm: None }),
        }
    }

    pub(crate) const fn header_text(&self) -> &'static str {
        self.header
    }

    /// Returns the parsed name, which was checked when the scheme was created.
    pub(super) fn header_name(&self) -> Option<HeaderName> {
        HeaderName::try_from(self.header).ok()
    }
}

realm_setters!(ApiKeyScheme);

const fn header_error(name: &str) -> Option<&'static str> {
    if !is_token(name) {
        return Some("a header name must be a token (RFC 9110 5.1)");
    }
    let mut rest = name.as_bytes();
    while let [byte, tail @ ..] = rest {
        if byte.is_ascii_uppercase() {
            return Some("write the header name in lower case");
        }
        rest = tail;
    }
    let mut reserved: &[&str] = &[
        "authorization",
        "proxy-authorization",
        "cookie",
        "host",
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    while let [taken, tail @ ..] = reserved {
        if same(name.as_bytes(), taken.as_bytes()) {
            return Some("an API key cannot be sent in `authorization`, `cookie`, `host` or a hop-by-hop field");
        }
        reserved = tail;
    }
    None
}

/// Compares byte strings. Their `==` is not `const`.
const fn same(mut left: &[u8], mut right: &[u8]) -> bool {
    while let ([a, left_tail @ ..], [b, right_tail @ ..]) = (left, right) {
        if *a != *b {
            return false;
        }
        left = left_tail;
        right = right_tail;
    }
    left.is_empty() && right.is_empty()
}
