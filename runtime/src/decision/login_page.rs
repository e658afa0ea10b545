//! The login page, to which a browser is redirected instead of a 401.

use http::{HeaderName, HeaderValue, header::ACCEPT};

use crate::{
    grammar::present,
    rejection::{Rejection, login_page_error},
    request::{RequestHead, Singleton, is_asked},
    vocabulary::ConfigError,
};

const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// The maximum length of `return_to`, percent-encoded, in bytes. Proxies would treat a response with a longer one as an error.
const MAX_RETURN_TO: usize = 2048;

const RETURN_TO: &str = "return_to=";

/// The address of the login page.
pub(super) struct LoginPage {
    url: String,
    /// Scheme and host of an absolute address, in lower case.
    host: Option<(String, String)>,
    path: Vec<u8>,
}

impl LoginPage {
    pub(super) fn try_new(url: impl Into<String>) -> Result<Self, ConfigError> {
        let url = url.into();
        if let Some(rule) = login_page_error(&url) {
            return Err(ConfigError::new("login page", url, rule));
        }
        let absolute = if stays_here(&url) { None } else { url.split_once("://") };
        let (host, target) = match absolute {
            Some((scheme, rest)) => {
                let (host, target) = rest.split_at_checked(rest.find(['/', '?']).unwrap_or(rest.len())).unwrap_or((rest, ""));
                (Some((scheme.to_ascii_lowercase(), host.to_ascii_lowercase())), target)
            }
            None => (None, &*url),
        };
        Ok(Self { host, path: path(target), url })
    }

    /// Turns a 401 into a 303, for a `GET` by which a person navigates. Only such a response is shown to a person, and only such a
    /// request can be repeated from its address.
    pub(super) fn answer(&self, rejection: &mut Rejection, head: RequestHead<'_>) {
        if rejection.status() != http::StatusCode::UNAUTHORIZED || head.method() != "GET" || !navigates(head) || self.is(head) {
            return;
        }
        let mut location = self.url.clone();
        // `return_to` must be a path of this site.
        if let Some(return_to) = Some(head.target()).filter(|target| stays_here(target)).and_then(encoded) {
            location.push(if location.contains('?') { '&' } else { '?' });
            location.push_str(RETURN_TO);
            location.push_str(&return_to);
        }
        // Printable ASCII by construction.
        if let Ok(location) = HeaderValue::try_from(location) {
            rejection.see_other(location);
        }
    }

    /// Returns whether the request is for the login page itself, so that a redirect would loop.
    ///
    /// The query is ignored, because it grows with each redirect. If the request has a `return_to`, a proxy or a router may have
    /// removed the host and the beginning of the path.
    fn is(&self, head: RequestHead<'_>) -> bool {
        let target = head.target();
        let asked = path(target);
        let is_here = self.host.as_ref().is_none_or(|(scheme, host)| is_asked(head, scheme.as_bytes(), host.as_bytes()));
        if is_here && asked == self.path {
            return true;
        }
        let query = target.split_once('?').map_or("", |(_, query)| query);
        let comes_back = query.split('&').any(|pair| pair.starts_with(RETURN_TO));
        comes_back && self.path.ends_with(&asked) && (!asked.is_empty() || self.path.is_empty())
    }
}

/// Returns whether a target is a path of this site. Browsers read `//host` and `/\host` as another site.
fn stays_here(target: &str) -> bool {
    target.starts_with('/') && !target.starts_with("//") && !target.starts_with("/\\")
}

/// Returns the path of a target as a router sees it: percent-decoded, and without trailing `/`.
fn path(target: &str) -> Vec<u8> {
    let path = target.split_once('?').map_or(target, |(path, _)| path);
    let mut decoded = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let octet = match rest {
            [b'%', high, low, tail @ ..] => hex(*high).zip(hex(*low)).map(|(high, low)| (high << 4 | low, tail)),
            _ => None,
        };
        let (byte, tail) = octet.unwrap_or((*first, tail));
        decoded.push(byte);
        rest = tail;
    }
    while decoded.last() == Some(&b'/') {
        decoded.pop();
    }
    decoded
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Returns whether a person navigates: by `Sec-Fetch-Mode` if it is present and not blank, else by an `Accept` that prefers HTML.
fn navigates(head: RequestHead<'_>) -> bool {
    match head.singleton(&SEC_FETCH_MODE) {
        Singleton::Line(mode) if present(mode).is_some() => mode == b"navigate",
        Singleton::Repeated => false,
        Singleton::Line(_) | Singleton::Absent => prefers_html(head),
    }
}

/// Returns whether `text/html` has the highest weight in `Accept`; on a tie, the first media range counts (RFC 9110 12.5.1). Takes
/// one pass over the lines.
fn prefers_html(head: RequestHead<'_>) -> bool {
    let mut best: Option<(&[u8], u16)> = None;
    for range in head.header_of(&ACCEPT).flat_map(|line| line.split(|byte| *byte == b',')) {
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

/// Reads a weight (RFC 9110 12.4.2) in thousandths. An invalid weight counts as 0.
fn thousandths(weight: &[u8]) -> u16 {
    let text = str::from_utf8(weight).ok();
    let (whole, rest) = text.map_or(("", ""), |text| text.split_once('.').unwrap_or((text, "")));
    match whole {
        "1" => 1000,
        "0" if rest.len() <= 3 && rest.bytes().all(|byte| byte.is_ascii_digit()) => format!("{rest:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

/// Percent-encodes every character that is not unreserved (RFC 3986 2.3). Returns `None` if the result is longer than
/// [`MAX_RETURN_TO`].
fn encoded(target: &str) -> Option<String> {
    use std::fmt::Write as _;
    let mut encoded = String::new();
    for byte in target.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        if encoded.len() > MAX_RETURN_TO {
            return None;
        }
    }
    Some(encoded)
}
