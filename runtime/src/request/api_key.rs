//! API keys in a header field of their own.

use std::fmt;

use http::HeaderName;

use super::{
    head::RequestHead,
    realm::{leak, realm_setters},
};
use crate::{
    grammar::{ascii, is_token, present},
    rejection::Reason,
    vocabulary::ConfigError,
};

/// The longest key, in bytes.
const MAX_LENGTH: usize = 512;

/// An API key, as its header field carried it. Borrows from the request; prints as `ApiKey(***)`.
#[derive(Clone, Copy)]
pub struct ApiKey<'a> {
    pub(super) key: &'a [u8],
    pub(super) request: RequestHead<'a>,
}

impl<'a> ApiKey<'a> {
    /// The key: 1 to 512 visible ASCII characters. A secret.
    #[must_use]
    pub fn expose(&self) -> &'a str {
        ascii(self.key)
    }

    pub(crate) const fn as_bytes(&self) -> &'a [u8] {
        self.key
    }

    /// The head of the request that carried it.
    #[must_use]
    pub const fn request(&self) -> RequestHead<'a> {
        self.request
    }
}

/// The key in the value of a field line; `None` where it is empty or blank.
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

/// The scheme `ApiKey`, which is not a registered one: which header field carries the key, and the realm. A key of more than 512
/// bytes is answered with 431, two field lines with 400, also where one of them is empty. One line that is empty or blank is as
/// good as none.
#[derive(Clone, Copy, Debug)]
pub struct ApiKeyScheme {
    header: &'static str,
    pub(super) realm: Option<&'static str>,
}

impl ApiKeyScheme {
    /// Keys in the header field `name`, written in lower case; [`ApiKey::DEFAULT`](super::scheme::Scheme::DEFAULT) reads `x-api-key`.
    ///
    /// ```
    /// use requires_auth::scheme;
    ///
    /// const ACME: &scheme::ApiKey = &scheme::ApiKey::header("x-acme-key");
    /// ```
    ///
    /// # Panics
    ///
    /// In a constant, where this belongs, the panic is a compile error: on a name that is no token in lower case (RFC 9110 5.1),
    /// or that means something else already: `authorization`, `cookie`, `host` and the hop-by-hop fields. Use
    /// [`try_header`](Self::try_header) for text that is not in the source.
    #[must_use]
    #[allow(clippy::panic, reason = "in a constant, where this belongs, the panic is the compile error")]
    pub const fn header(name: &'static str) -> Self {
        if let Some(rule) = header_error(name) {
            panic!("{}", rule);
        }
        Self { header: name, realm: None }
    }

    /// Keys in the header field `name`, given at run time, in any case. It is kept for the life of the process.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] where `name` is no token, or the name of a field that means something else already.
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

    /// The parsed name; it was checked to be one.
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
            return Some("an API key cannot travel in `authorization`, `cookie`, `host` or a hop-by-hop field");
        }
        reserved = tail;
    }
    None
}

/// `==` of byte strings, which is not `const`.
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
