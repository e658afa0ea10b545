//! Where a browser is sent to sign in, instead of being told 401.

use http::{HeaderName, HeaderValue, header::ACCEPT};

use crate::{
    policy::ConfigError,
    refusal::{Rejection, absolute_url, is_url_byte},
    schemes::RequestHead,
};

const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// The page's own address.
pub(super) struct LoginPage(String);

impl LoginPage {
    pub(super) fn try_new(url: impl Into<String>) -> Result<Self, ConfigError> {
        const RULE: &str =
            "must be a path that begins with one `/`, or an absolute `https` URL, without a fragment (RFC 9110 10.2.2)";
        let url = url.into();
        let is_path = url.starts_with('/') && !url.starts_with("//") && !url.starts_with("/\\") && url.bytes().all(is_url_byte);
        if url.contains('#') || !(is_path || absolute_url("login page", &url).is_ok()) {
            return Err(ConfigError::new("login page", url, RULE));
        }
        Ok(Self(url))
    }

    /// Turns a 401 into a 303 for a `GET` by which somebody navigates: no other answer shows a person a page, and no other
    /// request can be made again from an address.
    pub(super) fn answer(&self, rejection: &mut Rejection, head: RequestHead<'_>) {
        if rejection.status() != http::StatusCode::UNAUTHORIZED || head.method() != "GET" || !navigates(head) {
            return;
        }
        let mut location = self.0.clone();
        let target = head.target();
        // What follows must stay on this site.
        if target.starts_with('/') && !target.starts_with("//") && !target.starts_with("/\\") {
            location.push_str(if location.contains('?') { "&return_to=" } else { "?return_to=" });
            target.bytes().for_each(|byte| encode(byte, &mut location));
        }
        // Printable ASCII by construction.
        if let Ok(location) = HeaderValue::try_from(location) {
            rejection.see_other(location);
        }
    }
}

/// `Sec-Fetch-Mode` says so, where it is sent; else a browser prefers a page to anything else.
fn navigates(head: RequestHead<'_>) -> bool {
    let mut modes = head.header(&SEC_FETCH_MODE);
    match (modes.next(), modes.next()) {
        (Some(mode), None) => mode == b"navigate",
        (Some(_), Some(_)) => false,
        (None, _) => prefers_html(head),
    }
}

/// Whether `text/html` has the highest weight in `Accept`, first come of equals (RFC 9110 12.5.1).
fn prefers_html(head: RequestHead<'_>) -> bool {
    let mut best: Option<(&[u8], u16)> = None;
    for range in head.header(&ACCEPT).flat_map(|line| line.split(|byte| *byte == b',')) {
        let mut parts = range.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
        let Some(name) = parts.next().filter(|name| !name.is_empty()) else { continue };
        let weight =
            parts.find_map(|part| part.strip_prefix(b"q=").or_else(|| part.strip_prefix(b"Q="))).map_or(1000, thousandths);
        if best.is_none_or(|(_, known)| weight > known) {
            best = Some((name, weight));
        }
    }
    best.is_some_and(|(name, weight)| weight > 0 && name.eq_ignore_ascii_case(b"text/html"))
}

/// A weight of RFC 9110 12.4.2; what is none counts as 0.
fn thousandths(weight: &[u8]) -> u16 {
    let text = str::from_utf8(weight).ok();
    let (whole, rest) = text.map_or(("", ""), |text| text.split_once('.').unwrap_or((text, "")));
    match whole {
        "1" => 1000,
        "0" if rest.len() <= 3 && rest.bytes().all(|byte| byte.is_ascii_digit()) => format!("{rest:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

/// Percent-encoding of all that is not unreserved (RFC 3986 2.3).
fn encode(byte: u8, into: &mut String) {
    use std::fmt::Write as _;
    if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
        into.push(char::from(byte));
    } else {
        // A string takes everything.
        let _ = write!(into, "%{byte:02X}");
    }
}
