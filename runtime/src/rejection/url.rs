//! Checks the URLs that a response contains: in a challenge, or as the location of a login page (RFC 3986, and RFC 9110 4.2).
//!
//! The check is written here, byte by byte, because a crate that parses URLs is larger than the rest of the core. It is stricter
//! than the grammar if parsers differ: all of them must accept the host as a name or an address, and the port as a number.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::vocabulary::ConfigError;

const CHARACTERS: &str = "a URL must consist of visible ASCII characters without `\"` and `\\` (RFC 6750 3)";
const ABSOLUTE: &str = "must be absolute: `https://host/path` (RFC 6750 3)";
const USER_INFO: &str = "must not contain a user name or password: every client can read the URL";
const NO_HOST: &str = "must be absolute, and name a host: `https://host/path` (RFC 6750 3)";
const HOST: &str = "the host must be a name of letters, digits, `-`, `_` and dots, an IPv4 address, or an IPv6 address in brackets (RFC 3986 3.2.2)";
const PORT: &str = "a port is a number from 1 to 65535, without leading zeros (RFC 3986 3.2.3)";
const HTTPS: &str = "https required; http is for loopback hosts only (RFC 9728 3)";
const PERCENT: &str = "two hexadecimal digits must follow a `%` (RFC 3986 2.1)";
const PATH: &str = "path, query and fragment must consist of letters, digits and ``-._~!$&'()*+,;=:@/?``; percent-encode all other \
                    characters (RFC 3986 3.3)";
const LOGIN_PAGE: &str =
    "must be a path that begins with one `/`, or an absolute `https` URL, without a fragment (RFC 9110 10.2.2)";
const FRAGMENT: &str = "must not have a fragment (RFC 9728 1.2)";

/// Checks a URL in a challenge: it must be absolute, with the scheme `https`, or `http` for a loopback host.
pub(crate) fn absolute_url(what: &'static str, url: &str) -> Result<(), ConfigError> {
    url_fault(url).map_or(Ok(()), |rule| Err(ConfigError::new(what, url, rule)))
}

/// Checks a URL that clients fetch: like [`absolute_url`], and without a fragment, which has no meaning there.
pub(crate) fn metadata_url(what: &'static str, url: &str) -> Result<(), ConfigError> {
    absolute_url(what, url)?;
    if url.contains('#') { Err(ConfigError::new(what, url, FRAGMENT)) } else { Ok(()) }
}

/// Returns the rule that the address of a login page breaks, if any. The address must be a path on this host, with or without a
/// query, or an absolute URL.
pub(crate) fn login_page_error(url: &str) -> Option<&'static str> {
    let is_path = url.starts_with('/') && !url.starts_with("//") && tail_fault(url).is_none();
    if url.contains('#') {
        return Some(LOGIN_PAGE);
    }
    // An address that begins with `https://` is meant as absolute: return the rule of the part that is wrong.
    url_fault(url).filter(|_| !is_path).map(|rule| if url.starts_with("https://") { rule } else { LOGIN_PAGE })
}

/// Returns the rule that an absolute URL breaks, if any.
fn url_fault(url: &str) -> Option<&'static str> {
    if !url.bytes().all(is_url_byte) {
        return Some(CHARACTERS);
    }
    let Some((scheme, rest)) = url.split_once("://") else { return Some(ABSOLUTE) };
    let Some((authority, tail)) = rest.split_at_checked(rest.find(['/', '?', '#']).unwrap_or(rest.len())) else {
        return Some(ABSOLUTE);
    };
    if authority.contains('@') {
        return Some(USER_INFO);
    }
    // A port comes after the brackets of an IPv6 address, which contains colons, too.
    let (name, port) = match authority.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, Some(port)),
        _ => (authority, None),
    };
    if name.is_empty() {
        return Some(NO_HOST);
    }
    if !is_host(name) {
        return Some(HOST);
    }
    if port.is_some_and(|port| !is_port(port)) {
        return Some(PORT);
    }
    let is_loopback = name.eq_ignore_ascii_case("localhost") || matches!(name, "127.0.0.1" | "[::1]");
    let is_allowed = scheme.eq_ignore_ascii_case("https") || (is_loopback && scheme.eq_ignore_ascii_case("http"));
    if is_allowed { tail_fault(tail) } else { Some(HTTPS) }
}

/// Returns whether a URL in a quoted parameter may contain this byte (RFC 6750 3).
const fn is_url_byte(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E)
}

fn is_port(port: &str) -> bool {
    port.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == port)
}

fn is_host(name: &str) -> bool {
    if let Some(address) = name.strip_prefix('[') {
        return address.strip_suffix(']').is_some_and(|address| address.parse::<Ipv6Addr>().is_ok());
    }
    // A trailing dot is allowed and makes the name absolute.
    let labels = name.strip_suffix('.').unwrap_or(name).split('.');
    let is_label = |label: &str| {
        (1..=63).contains(&label.len()) && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    // Browsers treat a host whose last label is a number as an IPv4 address, even if it has fewer than four numbers.
    let is_address = labels.clone().next_back().is_some_and(is_number);
    name.len() <= 254 && labels.clone().all(is_label) && (!is_address || name.parse::<Ipv4Addr>().is_ok())
}

/// Returns whether browsers read the last label of a host as a number: decimal, or hexadecimal after `0x`.
fn is_number(label: &str) -> bool {
    let hex = label.strip_prefix("0x").or_else(|| label.strip_prefix("0X"));
    label.bytes().all(|byte| byte.is_ascii_digit()) || hex.is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Returns the rule that path, query or fragment break, if any.
fn tail_fault(tail: &str) -> Option<&'static str> {
    let mut rest = tail.as_bytes();
    let mut has_fragment = false;
    while let [byte, behind @ ..] = rest {
        rest = behind;
        match byte {
            b'%' => match behind {
                [high, low, behind @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => rest = behind,
                _ => return Some(PERCENT),
            },
            b'#' if !has_fragment => has_fragment = true,
            byte if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(byte) => {}
            _ => return Some(PATH),
        }
    }
    None
}
