//! The redirect to the login page, instead of a 401.

use http::{HeaderName, HeaderValue, header::ACCEPT};

use super::login_page::LoginPage;
use crate::{
    grammar::{percent_decoded, present},
    rejection::{Reason, Rejection, login_page_error},
    request::{RequestHead, Singleton, is_asked},
    vocabulary::ConfigError,
};

const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// The maximum length of `return_to`, percent-encoded, in bytes. Proxies would treat a response with a longer one as an error.
const MAX_RETURN_TO: usize = 2048;

/// The login page, checked.
pub(super) struct LoginRedirect {
    page: LoginPage,
    /// The name of the parameter, with `=`.
    return_to: String,
    /// Scheme and host of an absolute address, in lower case.
    host: Option<(String, String)>,
    path: Vec<u8>,
}

impl LoginRedirect {
    pub(super) fn try_new(page: LoginPage) -> Result<Self, ConfigError> {
        let url = &page.url;
        if let Some(rule) = login_page_error(url) {
            return Err(ConfigError::new("login page", url, rule));
        }
        if let Some(fault) = page.fault() {
            return Err(fault);
        }
        let absolute = if stays_here(url) { None } else { url.split_once("://") };
        let (host, target) = match absolute {
            Some((scheme, rest)) => {
                let (host, target) = rest.split_at_checked(rest.find(['/', '?']).unwrap_or(rest.len())).unwrap_or((rest, ""));
                (Some((scheme.to_ascii_lowercase(), host.to_ascii_lowercase())), target)
            }
            None => (None, &**url),
        };
        Ok(Self { host, path: path(target), return_to: format!("{}=", page.parameter), page })
    }

    /// Turns a 401 into a 303, for a request that is to be sent to the page. By default this is a `GET` by which a person navigates:
    /// only such a response is shown to a person. Not if step-up is demanded: the caller is logged in, so the page could send the browser
    /// back at once, in a loop.
    pub(super) fn answer(&self, rejection: &mut Rejection, head: RequestHead<'_>) {
        let is_step_up = rejection.reason() == Reason::InsufficientUserAuthentication;
        if rejection.status() != http::StatusCode::UNAUTHORIZED || is_step_up || !self.redirects(head) || self.is(head) {
            return;
        }
        let mut location = self.page.url.clone();
        // `return_to` must be a path of this site, and can only be repeated if the method is one that a browser follows it with.
        let repeats = matches!(head.method(), "GET" | "HEAD");
        if let Some(return_to) = Some(head.target()).filter(|target| repeats && stays_here(target)).and_then(encoded) {
            location.push(if location.contains('?') { '&' } else { '?' });
            location.push_str(&self.return_to);
            location.push_str(&return_to);
        }
        // Printable ASCII by construction.
        if let Ok(location) = HeaderValue::try_from(location) {
            rejection.see_other(location);
        }
    }

    fn redirects(&self, head: RequestHead<'_>) -> bool {
        let method = head.method();
        // Calls of tonic have no target, and no redirect.
        (method == "GET" || !head.target().is_empty())
            && self.page.methods.as_ref().is_none_or(|methods| methods.iter().any(|known| known == method))
            && (self.page.is_for_every_client || navigates(head))
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
        let comes_back = query.split('&').any(|pair| pair.starts_with(&self.return_to));
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
    let mut decoded = percent_decoded(path.as_bytes());
    while decoded.last() == Some(&b'/') {
        decoded.pop();
    }
    decoded
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
