//! Session cookies (RFC 6265bis).

use std::fmt;

use http::header::COOKIE;

use super::{
    field_lines::Singleton,
    request_head::RequestHead,
    setters::{leaked, realm_setters},
};
use crate::{
    grammar::{ascii, every, is_cookie_octet, is_token, present, trimmed},
    rejection::Reason,
    vocabulary::ConfigError,
};

const NAME_RULE: &str = "a cookie name must be a token (RFC 6265 4.1.1)";

/// Holds the value of the session cookie, borrowed from the request. Prints as `SessionCookie(***)`.
#[derive(Clone, Copy)]
pub struct SessionCookie<'a> {
    pub(super) value: &'a [u8],
    pub(super) request: RequestHead<'a>,
}

impl<'a> SessionCookie<'a> {
    /// Returns the value: not empty, not decoded, and a secret. It consists of cookie-octets, or of cookie-octets in double quotes,
    /// which are part of the value (RFC 6265bis 4.1.1). So `session=""` has a value of two quotes, while `session=` counts as
    /// absent.
    #[must_use]
    pub fn expose(&self) -> &'a str {
        ascii(self.value)
    }

    /// Returns the head of the request that carried the cookie.
    #[must_use]
    pub const fn request(&self) -> RequestHead<'a> {
        self.request
    }
}

/// Finds all session cookies in one pass over the `Cookie` lines (HTTP/2 may split them). Other cookies are not validated.
///
/// All session cookies that are present must have the same value. If they have two names, the cookie is being renamed, and the
/// first of `schemes` that is present counts. Returns `Ok(None)` if there is no such cookie, or only empty ones.
pub(super) fn read<'a, 's>(
    schemes: &(impl Iterator<Item = (u32, &'s SessionCookieScheme)> + Clone),
    request: RequestHead<'a>,
) -> Result<Option<(u32, &'a [u8])>, Reason> {
    if schemes.clone().next().is_none() {
        return Ok(None);
    }
    let mut found: Option<(u32, &SessionCookieScheme, &'a [u8])> = None;
    let mut read_line = |line: &'a [u8]| {
        for pair in line.split(|byte| *byte == b';') {
            let pair = trimmed(pair);
            let valued = |(index, scheme): (u32, &'s SessionCookieScheme)| Some((index, scheme, value_of(scheme.name, pair)?));
            let Some((index, scheme, value)) = schemes.clone().find_map(valued) else { continue };
            found = match found {
                Some((_, _, first)) if first != value => return Err(Reason::ConflictingCookies),
                Some(first) if first.0 <= index => Some(first),
                _ => Some((index, scheme, value)),
            };
        }
        Ok(())
    };
    match request.singleton(&COOKIE) {
        Singleton::Absent => return Ok(None),
        Singleton::Line(line) => read_line(line)?,
        Singleton::Repeated => request.header_of(&COOKIE).try_for_each(read_line)?,
    }
    let Some((index, scheme, value)) = found else { return Ok(None) };
    if scheme.name.len() + value.len() > scheme.max_length {
        return Err(Reason::CredentialsTooLong);
    }
    if !is_cookie_value(value) {
        return Err(Reason::MalformedCredentials);
    }
    Ok(Some((index, value)))
}

/// Returns the value if the trimmed `pair` is the cookie `name` and has one. A name is a token, so `=` is not in it.
#[inline]
fn value_of<'a>(name: &str, pair: &'a [u8]) -> Option<&'a [u8]> {
    let rest = pair.strip_prefix(name.as_bytes())?;
    // White space may stand before the `=`.
    let rest = if let [b'=', ..] = rest { rest } else { trimmed(rest) };
    present(rest.strip_prefix(b"=")?)
}

/// Returns whether `value` obeys RFC 6265 4.1.1: `*cookie-octet / ( DQUOTE *cookie-octet DQUOTE )`.
fn is_cookie_value(value: &[u8]) -> bool {
    let octets = value.strip_prefix(b"\"").and_then(|quoted| quoted.strip_suffix(b"\"")).unwrap_or(value);
    every(octets, is_cookie_octet)
}

impl fmt::Debug for SessionCookie<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionCookie(***)")
    }
}

/// Configures the scheme `Cookie`, which is not registered with IANA: the name of the session cookie, and the realm.
///
/// A cookie of more than 4096 bytes, name and value together, is rejected with 431 (RFC 6265bis 5.6), or of more than
/// [`max_length`](Self::max_length). Two different values are rejected with 401.
///
/// Browsers attach the cookie automatically, so a write from another site is rejected with 403: see
/// [`AuthenticatorBuilder::trusted_origin`](crate::AuthenticatorBuilder::trusted_origin) and
/// [browsers](crate::guide::_07_browsers).
#[derive(Clone, Copy, Debug)]
pub struct SessionCookieScheme {
    name: &'static str,
    pub(super) realm: Option<&'static str>,
    max_length: usize,
}

impl SessionCookieScheme {
    /// Reads the session cookie `name`, which is case-sensitive. Prefer a name with the prefix `__Host-` (RFC 6265bis 4.1.3.2).
    /// [`SessionCookie::DEFAULT`](super::scheme::Scheme::DEFAULT) reads `session`.
    ///
    /// # Panics
    ///
    /// Panics if `name` is not a token (RFC 6265 4.1.1). In a constant, where this call belongs, the panic is a compile error. Use
    /// [`try_named`](Self::try_named) for text that is not in the source.
    #[must_use]
    pub const fn named(name: &'static str) -> Self {
        assert!(is_token(name), "{}", NAME_RULE);
        Self::of(name)
    }

    const fn of(name: &'static str) -> Self {
        Self { name, realm: None, max_length: 4096 }
    }

    /// Sets the maximum length of the cookie, name and value together, in bytes. Default: 4096, which browsers do not exceed (RFC
    /// 6265bis 5.6). A longer cookie is rejected with 431.
    ///
    /// # Panics
    ///
    /// Panics if `bytes` is not greater than the length of the name, which would reject every request. In a constant, where this
    /// call belongs, the panic is a compile error.
    #[must_use]
    pub const fn max_length(mut self, bytes: usize) -> Self {
        assert!(
            bytes > self.name.len(),
            "the maximum length of a cookie must be greater than that of its name: otherwise every request would be rejected"
        );
        self.max_length = bytes;
        self
    }

    /// Reads the session cookie `name`, which is known at run time. The name is leaked: it stays in memory until the process ends.
    ///
    /// # Errors
    ///
    /// Returns [`ConfigError`] if `name` is not a token.
    pub fn try_named(name: impl Into<String>) -> Result<Self, ConfigError> {
        leaked("cookie name", name.into(), |name| (!is_token(name)).then_some(NAME_RULE)).map(Self::of)
    }

    pub(crate) const fn name_text(&self) -> &'static str {
        self.name
    }
}

realm_setters!(SessionCookieScheme);
