//! Detects writes from another site, for credentials that browsers attach automatically.

use std::net::{Ipv4Addr, Ipv6Addr};

use http::{
    HeaderName,
    header::{ORIGIN, UPGRADE},
};

use super::{
    field_lines::Singleton,
    host::{default_port, is_asked, without_port},
    request_head::RequestHead,
};
use crate::grammar::present;
use crate::vocabulary::ConfigError;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// An origin from which a browser may write with a cookie or Basic credentials. Stored without the default port of its scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TrustedOrigin(String);

impl TrustedOrigin {
    pub(crate) fn try_new(origin: impl Into<String>) -> Result<Self, ConfigError> {
        let mut origin = origin.into();
        if let Some(rule) = origin_fault(&origin) {
            return Err(ConfigError::new("trusted origin", origin, rule));
        }
        origin.truncate(canonical(origin.as_bytes()).len());
        Ok(Self(origin))
    }
}

/// Splits an origin into its scheme and its host with port.
fn split(origin: &[u8]) -> Option<(&[u8], &[u8])> {
    let (scheme, rest) = origin.split_at_checked(origin.iter().position(|byte| *byte == b':')?)?;
    Some((scheme, rest.strip_prefix(b"://")?))
}

/// Removes the default port of the scheme, as browsers do (RFC 6454 6.2).
fn canonical(origin: &[u8]) -> &[u8] {
    let port = split(origin).and_then(|(scheme, _)| default_port(scheme));
    port.map_or(origin, |port| without_port(origin, port))
}

const FORM: &str = "must be written as browsers send it: a scheme and a host in lower case, and a port if it has one, without a \
                    path: `https://host`, `https://host:port`, `tauri://localhost` (RFC 6454 7)";
const PORT: &str = "a port is a number from 1 to 65535, without leading zeros (RFC 6454 6.2)";
const IPV6: &str = "an IPv6 address must be written as browsers send it: shortened, in lower case, in brackets (RFC 5952 4)";

/// Returns the rule that an origin breaks, if any. An origin that no browser sends would never match.
fn origin_fault(origin: &str) -> Option<&'static str> {
    let Some((scheme, rest)) = origin.split_once("://") else { return Some(FORM) };
    let may_follow = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'+' | b'-' | b'.');
    if !(scheme.starts_with(|first: char| first.is_ascii_lowercase()) && scheme.bytes().all(may_follow)) {
        return Some(FORM);
    }
    let is_web = matches!(scheme, "https" | "http");
    // A port comes after the brackets of an IPv6 address, which contains colons, too.
    let from = rest.find(']').unwrap_or(0);
    let (host, port) = match rest.get(from..).and_then(|tail| tail.find(':')).and_then(|at| rest.split_at_checked(from + at)) {
        Some((host, port)) => (host, port.strip_prefix(':')),
        None => (rest, None),
    };
    host_error(host, is_web).or_else(|| port.and_then(port_fault))
}

fn port_fault(port: &str) -> Option<&'static str> {
    let is_port = port.parse::<u16>().is_ok_and(|number| number != 0 && number.to_string() == port);
    (!is_port).then_some(PORT)
}

/// Returns the rule that a host breaks, if any. Browsers write the host of `http` and `https` in lower case, and keep the case of
/// other schemes: `safari-web-extension://0A1B-2C`.
fn host_error(host: &str, is_web: bool) -> Option<&'static str> {
    if let Some(address) = host.strip_prefix('[') {
        let is_sent = address.strip_suffix(']').is_some_and(|text| text.parse().is_ok_and(|address| shortened(address) == text));
        return (!is_sent).then_some(IPV6);
    }
    // A trailing dot is allowed and makes the name absolute.
    let labels = host.strip_suffix('.').unwrap_or(host).split('.');
    let may_stand = |byte: u8| match byte {
        b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => true,
        b'A'..=b'Z' => !is_web,
        _ => false,
    };
    let is_label = |label: &str| !label.is_empty() && label.bytes().all(may_stand);
    // Browsers treat a host whose last label is a number as an IPv4 address, and send all four numbers.
    let is_address = is_web && labels.clone().next_back().is_some_and(|label| label.bytes().all(|byte| byte.is_ascii_digit()));
    let is_host = labels.clone().all(is_label) && (!is_address || host.parse::<Ipv4Addr>().is_ok());
    (!is_host).then_some(FORM)
}

/// Writes an IPv6 address as browsers do. Rust writes an embedded IPv4 address differently.
fn shortened(address: Ipv6Addr) -> String {
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] => format!("::ffff:{high:x}:{low:x}"),
        _ => address.to_string(),
    }
}

/// Returns whether another site may have made a browser send this request, by the algorithm of Go 1.25's `CrossOriginProtection`.
///
/// Reads pass, except those that upgrade the connection. `Sec-Fetch-Site` decides if it is present and not blank. Otherwise
/// `Origin` decides: it must be the host of the request. A client that sends neither is not a browser and passes. Reads at most two
/// lines of each field.
pub(crate) fn is_cross_site_write(head: RequestHead<'_>, trusted: &[TrustedOrigin]) -> bool {
    let reads = matches!(head.method(), "GET" | "HEAD" | "OPTIONS");
    if reads && head.header_of(&UPGRADE).next().is_none() {
        return false;
    }
    let site = match head.singleton(&SEC_FETCH_SITE) {
        Singleton::Line(site) if present(site).is_none() => Singleton::Absent,
        site => site,
    };
    let origin = head.singleton(&ORIGIN);
    let is_trusted =
        matches!(origin, Singleton::Line(origin) if trusted.iter().any(|known| known.0.as_bytes() == canonical(origin)));
    match (site, origin) {
        (Singleton::Line(b"same-origin" | b"none"), _) | (Singleton::Absent, Singleton::Absent) => false,
        (Singleton::Absent, Singleton::Line(origin)) => {
            !is_trusted && !split(origin).is_some_and(|(scheme, host)| is_asked(head, scheme, host))
        }
        _ => !is_trusted,
    }
}
