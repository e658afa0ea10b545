//! Session cookies (RFC 6265bis).

use std::fmt;

use http::header::COOKIE;

use super::{
    head::RequestHead,
    realm::{leak, realm_setters},
};
use crate::{
    grammar::{ascii, is_cookie_octet, is_token, present, trimmed},
    rejection::Reason,
    vocabulary::ConfigError,
};

/// The longest cookie, name and value together, in bytes (RFC 6265bis 5.6).
const MAX_LENGTH: usize = 4096;

const NAME_RULE: &str = "a cookie name must be a token (RFC 6265 4.1.1)";

/// The value of the session cookie. Borrows from the request; prints as `SessionCookie(***)`.
#[derive(Clone, Copy)]
pub struct SessionCookie<'a> {
    pub(super) value: &'a [u8],
    pub(super) request: RequestHead<'a>,
}

impl<'a> SessionCookie<'a> {
    /// The value, never empty and not decoded: cookie-octets, or the same in double quotes, which are a part of it (RFC 6265bis
    /// 4.1.1). So `session=""` has a value, of two quotes, while `session=` is as good as no cookie. A secret.
    #[must_use]
    pub fn expose(&self) -> &'a str {
        ascii(self.value)
    }

    /// The head of the request that carried it.
    #[must_use]
    pub const fn request(&self) -> RequestHead<'a> {
        self.request
    }
}

/// Looks for all session cookies in one pass over the `Cookie` lines (HTTP/2 may split them); neighbours are never validated.
///
/// All that are present must have one value, also under two names: then it is a cookie that is being renamed, and the first of
/// `schemes` that is present is meant. `Ok(None)` where there is no such cookie, or only empty ones.
pub(super) fn read<'a, 's>(
    schemes: &(impl Iterator<Item = (usize, &'s SessionCookieScheme)> + Clone),
    request: RequestHead<'a>,
) -> Result<Option<(usize, &'a [u8])>, Reason> {
    if schemes.clone().next().is_none() {
        return Ok(None);
    }
    let mut found: Option<(usize, &SessionCookieScheme, &'a [u8])> = None;
    for pair in request.header(&COOKIE).flat_map(|line| line.split(|byte| *byte == b';')) {
        let Some(equals) = pair.iter().position(|byte| *byte == b'=') else { continue };
        let (Some(left), Some(right)) = (pair.get(..equals), pair.get(equals + 1..)) else { continue };
        let name = trimmed(left);
        let Some((index, scheme)) = schemes.clone().find(|(_, scheme)| scheme.name.as_bytes() == name) else { continue };
        let Some(value) = present(right) else { continue };
        found = match found {
            Some((_, _, first)) if first != value => return Err(Reason::ConflictingCookies),
            Some(first) if first.0 <= index => Some(first),
            _ => Some((index, scheme, value)),
        };
    }
    let Some((index, scheme, value)) = found else { return Ok(None) };
    if scheme.name.len() + value.len() > MAX_LENGTH {
        return Err(Reason::CredentialsTooLong);
    }
    if !is_cookie_value(value) {
        return Err(Reason::MalformedCredentials);
    }
    Ok(Some((index, value)))
}

/// RFC 6265 4.1.1: `*cookie-octet / ( DQUOTE *cookie-octet DQUOTE )`.
fn is_cookie_value(value: &[u8]) -> bool {
    let octets = value.strip_prefix(b"\"").and_then(|quoted| quoted.strip_suffix(b"\"")).unwrap_or(value);
    octets.iter().all(|byte| is_cookie_octet(*byte))
}

impl fmt::Debug for SessionCookie<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionCookie(***)")
    }
}

/// The scheme `Cookie`, which is not a registered one: the name of the session cookie, and the realm. Name and value of more than
/// 4096 bytes together (RFC 6265bis 5.6) are answered with 431, two different values with 401.
///
/// A browser attaches the cookie by itself, so that a write from another site is answered with 403: see
/// [`AuthenticatorBuilder::trusted_origin`](crate::AuthenticatorBuilder::trusted_origin).
#[derive(Clone, Copy, Debug)]
pub struct SessionCookieScheme {
    name: &'static str,
    pub(super) realm: Option<&'static str>,
}

impl SessionCookieScheme {
    /// The session cookie `name`; case-sensitive. Prefer a name with the prefix `__Host-` (RFC 6265bis 4.1.3.2).
    /// [`SessionCookie::DEFAULT`](super::scheme::Scheme::DEFAULT) reads `session`.
    ///
    /// # Panics
    ///
    /// In a constant, where this belongs, the panic is a compile error: on a name that is no token (RFC 6265 4.1.1). Use
    /// [`try_named`](Self::try_named) for text that is not in the source.
    #[must_use]
    pub const fn named(name: &'static str) -> Self {
        assert!(is_token(name), "{}", NAME_RULE);
        Self { name, realm: None }
    }

    /// The session cookie `name`, given at run time. It is kept for the life of the process.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] where `name` is no token.
    pub fn try_named(name: impl Into<String>) -> Result<Self, ConfigError> {
        let name = name.into();
        if is_token(&name) {
            Ok(Self { name: leak(name), realm: None })
        } else {
            Err(ConfigError::new("cookie name", name, NAME_RULE))
        }
    }

    pub(crate) const fn name_text(&self) -> &'static str {
        self.name
    }
}

realm_setters!(SessionCookieScheme);
