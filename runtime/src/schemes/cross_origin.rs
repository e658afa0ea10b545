//! Writes from another site with credentials that browsers attach by themselves.

use std::net::{Ipv4Addr, Ipv6Addr};

use http::{
    HeaderName,
    header::{HOST, ORIGIN, UPGRADE},
};

use super::request::{RequestHead, Sole};
use crate::policy::ConfigError;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// An origin from which a browser may write with a cookie or Basic credentials: `https://app.example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TrustedOrigin(String);

impl TrustedOrigin {
    pub(crate) fn try_new(origin: impl Into<String>) -> Result<Self, ConfigError> {
        let origin = origin.into();
        match origin_fault(&origin) {
            None => Ok(Self(origin)),
            Some(rule) => Err(ConfigError::new("trusted origin", origin, rule)),
        }
    }
}

const FORM: &str =
    "must be written as browsers send it: `https://host` or `https://host:port`, in lower case, without a path (RFC 6454 7)";
const DEFAULT_PORT: &str = "leave the port out: browsers do not send the one that the scheme has anyway (RFC 6454 6.2)";
const PORT: &str = "a port is a number from 1 to 65535, without leading zeros (RFC 6454 6.2)";
const IPV6: &str = "an IPv6 address must be written as browsers send it: shortened, in lower case, in brackets (RFC 5952 4)";

/// What differs from any origin that a browser sends would be compared with all of them in vain.
fn origin_fault(origin: &str) -> Option<&'static str> {
    let (rest, default) = match (origin.strip_prefix("https://"), origin.strip_prefix("http://")) {
        (Some(rest), _) => (rest, 443),
        (None, Some(rest)) => (rest, 80),
        (None, None) => return Some(FORM),
    };
    // Behind the brackets, where there are any, since an IPv6 address has colons of its own.
    let from = rest.find(']').unwrap_or(0);
    let (host, port) = match rest.get(from..).and_then(|tail| tail.find(':')).and_then(|at| rest.split_at_checked(from + at)) {
        Some((host, port)) => (host, port.strip_prefix(':')),
        None => (rest, None),
    };
    host_fault(host).or_else(|| port.and_then(|port| port_fault(port, default)))
}

fn port_fault(port: &str, default: u16) -> Option<&'static str> {
    match port.parse::<u16>() {
        Ok(number) if number == 0 || number.to_string() != port => Some(PORT),
        Ok(number) => (number == default).then_some(DEFAULT_PORT),
        Err(_) => Some(PORT),
    }
}

fn host_fault(host: &str) -> Option<&'static str> {
    if let Some(address) = host.strip_prefix('[') {
        let is_sent = address.strip_suffix(']').is_some_and(|text| text.parse().is_ok_and(|address| shortened(address) == text));
        return (!is_sent).then_some(IPV6);
    }
    // One dot may stand at the end: then the name is absolute.
    let labels = host.strip_suffix('.').unwrap_or(host).split('.');
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'));
    // What ends in a number is an IPv4 address to a browser, sent with its four numbers.
    let is_address = labels.clone().next_back().is_some_and(|label| label.bytes().all(|byte| byte.is_ascii_digit()));
    let is_host = labels.clone().all(is_label) && (!is_address || host.parse::<Ipv4Addr>().is_ok());
    (!is_host).then_some(FORM)
}

/// As browsers write it, which is not as Rust does where an IPv4 address is inside.
fn shortened(address: Ipv6Addr) -> String {
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] => format!("::ffff:{high:x}:{low:x}"),
        _ => address.to_string(),
    }
}

/// Whether another site may have made a browser send this request: the algorithm of Go 1.25's `CrossOriginProtection`.
///
/// Reads pass, but for those that upgrade the connection. `Sec-Fetch-Site` decides where it is sent; else `Origin`, which
/// must be the host that was asked, the one place that looks at `Host` or `:authority`. A client that sends neither is no browser.
pub(crate) fn is_cross_site_write(head: RequestHead<'_>, trusted: &[TrustedOrigin]) -> bool {
    let reads = matches!(head.method(), "GET" | "HEAD" | "OPTIONS");
    if reads && head.header(&UPGRADE).next().is_none() {
        return false;
    }
    let origin = head.sole(&ORIGIN);
    let is_trusted = matches!(origin, Sole::Line(origin) if trusted.iter().any(|known| known.0.as_bytes() == origin));
    match (head.sole(&SEC_FETCH_SITE), origin) {
        (Sole::Line(b"same-origin" | b"none"), _) | (Sole::None, Sole::None) => false,
        (Sole::None, Sole::Line(origin)) => !is_trusted && !is_own(origin, head),
        _ => !is_trusted,
    }
}

/// Where there are both, `Host` and `:authority` must agree (RFC 9113 8.3.1): of a request that names two hosts none is believed.
fn is_own(origin: &[u8], head: RequestHead<'_>) -> bool {
    let Some(asked) = origin.strip_prefix(b"https://").or_else(|| origin.strip_prefix(b"http://")) else { return false };
    let is_asked = |host: &[u8]| !host.is_empty() && asked.eq_ignore_ascii_case(host);
    match (head.authority(), head.sole(&HOST)) {
        (_, Sole::Several) | (None, Sole::None) => false,
        (None, Sole::Line(host)) => is_asked(host),
        (Some(authority), Sole::None) => is_asked(authority.as_bytes()),
        (Some(authority), Sole::Line(host)) => is_asked(authority.as_bytes()) && is_asked(host),
    }
}
