//! The grammar of configured texts: tokens, realms and URLs.

use crate::policy::ConfigError;

/// Keeps a text that was configured at run time for as long as the process lives, as one in the source is kept.
pub(crate) fn kept(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// RFC 9110 5.6.2: one or more token characters.
pub(crate) const fn is_token(text: &str) -> bool {
    let mut rest = text.as_bytes();
    if rest.is_empty() {
        return false;
    }
    while let [byte, tail @ ..] = rest {
        if !is_token_byte(*byte) {
            return false;
        }
        rest = tail;
    }
    true
}

pub(crate) const fn is_token_byte(byte: u8) -> bool {
    matches!(byte,
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z'
        | b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~')
}

/// Whether a control character of ASCII stands in `bytes` (RFC 5234 `CTL`).
pub(crate) const fn has_control(mut bytes: &[u8]) -> bool {
    while let [byte, tail @ ..] = bytes {
        if *byte < 0x20 || *byte == 0x7F {
            return true;
        }
        bytes = tail;
    }
    false
}

/// What keeps `realm` from travelling as a quoted-string, if anything (RFC 9110 11.5, RFC 7617 3).
pub(crate) const fn realm_fault(realm: &str) -> Option<&'static str> {
    if has_control(realm.as_bytes()) {
        return Some("a control character cannot stand in a header field (RFC 9110 5.6.4)");
    }
    if !realm.is_ascii() {
        return Some("a non-ASCII realm has no reliable transport (RFC 7617 3)");
    }
    None
}

/// Checks a URL that is sent in a challenge: absolute, of `%x21 / %x23-5B / %x5D-7E`, `https`, or `http` to a loopback host.
pub(crate) fn absolute_url(what: &'static str, url: &str) -> Result<(), ConfigError> {
    let fault = |rule| Err(ConfigError::new(what, url, rule));
    if !url.bytes().all(is_url_byte) {
        return fault("a URL is of visible ASCII characters without `\"` and `\\` (RFC 6750 3)");
    }
    let Some((scheme, rest)) = url.split_once("://") else {
        return fault("must be absolute: `https://host/path` (RFC 6750 3)");
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return fault("must not carry a user name or password: everybody is shown it");
    }
    let host = host_of(authority);
    if host.is_empty() {
        return fault("must be absolute, and name a host: `https://host/path` (RFC 6750 3)");
    }
    let loopback = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    if scheme.eq_ignore_ascii_case("https") || (loopback && scheme.eq_ignore_ascii_case("http")) {
        Ok(())
    } else {
        fault("https required; http is for loopback hosts only (RFC 9728 3)")
    }
}

/// A byte that a URL in a quoted parameter may have (RFC 6750 3).
pub(crate) const fn is_url_byte(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E)
}

/// The host of `host:port`; brackets of an IPv6 address are kept.
fn host_of(authority: &str) -> &str {
    if authority.starts_with('[') {
        return authority.find(']').and_then(|end| authority.get(..=end)).unwrap_or_default();
    }
    authority.split(':').next().unwrap_or_default()
}
