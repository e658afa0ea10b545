//! Writes from another site with credentials that browsers attach by themselves.

use http::{
    HeaderName,
    header::{HOST, ORIGIN, UPGRADE},
};

use super::request::RequestHead;
use crate::policy::ConfigError;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// An origin from which a browser may write with a cookie or Basic credentials: `https://app.example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TrustedOrigin(String);

impl TrustedOrigin {
    pub(crate) fn try_new(origin: impl Into<String>) -> Result<Self, ConfigError> {
        let origin = origin.into();
        let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        let is_host = |host: &str| {
            !host.is_empty()
                && host.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b':' | b'[' | b']' | b'_'))
        };
        if host.is_some_and(is_host) {
            Ok(Self(origin))
        } else {
            Err(ConfigError::new(
                "trusted origin",
                origin,
                "must be written as browsers send it: `https://host` or `https://host:port`, in lower case, without a path (RFC 6454 7)",
            ))
        }
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
    let origin = one(head.header(&ORIGIN));
    let is_trusted = matches!(origin, One::Line(origin) if trusted.iter().any(|known| known.0.as_bytes() == origin));
    match (one(head.header(&SEC_FETCH_SITE)), origin) {
        (One::Line(b"same-origin" | b"none"), _) | (One::None, One::None) => false,
        (One::None, One::Line(origin)) => !is_trusted && !is_own(origin, head),
        _ => !is_trusted,
    }
}

fn is_own(origin: &[u8], head: RequestHead<'_>) -> bool {
    let host = match head.authority() {
        Some(authority) => authority.as_bytes(),
        None => match one(head.header(&HOST)) {
            One::Line(host) => host,
            One::None | One::Several => return false,
        },
    };
    let asked = origin.strip_prefix(b"https://").or_else(|| origin.strip_prefix(b"http://"));
    !host.is_empty() && asked.is_some_and(|asked| asked.eq_ignore_ascii_case(host))
}

#[derive(Clone, Copy)]
enum One<'a> {
    None,
    Line(&'a [u8]),
    Several,
}

fn one<'a>(mut lines: impl Iterator<Item = &'a [u8]>) -> One<'a> {
    match (lines.next(), lines.next()) {
        (None, _) => One::None,
        (Some(line), None) => One::Line(line),
        (Some(_), Some(_)) => One::Several,
    }
}
