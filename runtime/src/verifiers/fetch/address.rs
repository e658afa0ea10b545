//! Addresses of an identity provider (RFC 3986).

use std::fmt;

use reqwest::Url;

use crate::vocabulary::ConfigError;

const ABSOLUTE: &str = "must be an absolute URL: `https://host/path` (RFC 3986 4.3)";
const CHARACTERS: &str =
    "a URL must consist of visible ASCII characters without quotes, backslashes and angle brackets (RFC 3986 2)";
const USER_INFO: &str = "must not contain a user name or a password";
const FRAGMENT: &str = "must not have a fragment";
const HTTPS: &str = "https required";
const LOOPBACK: &str = "https required; for a provider on this machine, in development or tests, call `allow_http_on_loopback()`";

/// Reads an address that is asked: `https`, or `http` on this machine if that is allowed.
pub(in crate::verifiers) fn address(what: &'static str, text: &str, http_on_loopback: bool) -> Result<Url, ConfigError> {
    let fault = |rule| ConfigError::new(what, text, rule);
    let is_ordinary =
        |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'\\' | b'<' | b'>' | b'`' | b'{' | b'}');
    if !text.bytes().all(is_ordinary) {
        return Err(fault(CHARACTERS));
    }
    let url = Url::parse(text).map_err(|_| fault(ABSOLUTE))?;
    // The parser accepts `https:/host`, too.
    if !url.has_host() || !text.contains("://") {
        return Err(fault(ABSOLUTE));
    }
    if !url.username().is_empty() || url.password().is_some() || text.contains('@') {
        return Err(fault(USER_INFO));
    }
    if url.fragment().is_some() {
        return Err(fault(FRAGMENT));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) && http_on_loopback => Ok(url),
        "http" if is_loopback(&url) => Err(fault(LOOPBACK)),
        _ => Err(fault(HTTPS)),
    }
}

fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

/// Whether two addresses are of one origin (RFC 6454 4).
#[cfg(feature = "oidc")]
pub(in crate::verifiers) fn same_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host_str() == other.host_str()
        && one.port_or_known_default() == other.port_or_known_default()
}

/// An address for the operator, without its query, which may be secret.
pub(in crate::verifiers) fn shown(url: &Url) -> impl fmt::Display {
    let mut url = url.clone();
    url.set_query(None);
    url
}
