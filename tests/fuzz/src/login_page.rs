//! Where a browser is sent to sign in.
//!
//! The first line is the configured page, the second one the target that was asked for.

use http::{Response, Uri};
use requires_auth::{Authenticator, Reason, verifiers};

use super::input::{ready, request};

/// The longest `return_to`, in bytes of path and query.
const LONGEST: usize = 2048;

/// Asks with a navigation that has no credentials.
pub fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut lines = text.split('\n');
    let (page, target) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());

    let builder = Authenticator::builder(verifiers::bearer(|_| Ok(()))).login_page(page);
    let auth = match builder.build() {
        Ok(auth) => auth,
        Err(error) => {
            assert!(!is_plain_page(page), "{error}");
            return;
        }
    };
    assert!(may_be_a_page(page), "{page:?} is no page");

    let fields = [("sec-fetch-mode".to_owned(), b"navigate".to_vec()), ("host".to_owned(), b"shop.example".to_vec())];
    let Some(request) = request("GET", target, &fields) else { return };
    // As it was sent: what `http://host?query` asks for begins with no `/`.
    let asked = request.uri().path_and_query().map_or("", |target| target.as_str());
    let rejection = ready(auth.authenticate(&request)).expect_err("let in");
    assert_eq!(rejection.reason(), Reason::MissingCredentials);
    let response: Response<String> = rejection.into_http();
    let location = response.headers().get("location").map(|value| value.to_str().expect("ASCII"));
    let status = response.status().as_u16();
    assert_eq!(response.headers().contains_key("www-authenticate"), status == 401);

    let Some(location) = location else {
        assert_eq!(status, 401);
        assert!(may_be_the_page(page, request.uri()), "refused, though the page is another: {page} for {asked}");
        return;
    };
    assert_eq!(status, 303);
    assert_eq!(response.body(), "");
    assert!(!is_the_page(page, request.uri()), "sent in a circle: {page} for {asked}");

    // The page, and then nothing, or a query that says where to go.
    let rest = location.strip_prefix(page).unwrap_or_else(|| panic!("{location} is not {page}"));
    let may_return = asked.starts_with('/') && !asked.starts_with("//") && !asked.starts_with("/\\");
    if rest.is_empty() {
        assert!(!may_return || asked.len() * 3 > LONGEST, "{asked} is left out");
        return;
    }
    assert!(may_return, "{asked} leaves the site");
    let query = rest.strip_prefix(if page.contains('?') { '&' } else { '?' });
    let value = query.and_then(|query| query.strip_prefix("return_to=")).unwrap_or_else(|| panic!("{location}"));
    assert!(value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)), "{value} is not encoded");
    assert_eq!(decoded(value), asked.as_bytes(), "another place to return to");
    assert!(asked.len() <= LONGEST, "`return_to` of {} bytes", asked.len());
}

fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let digits = [bytes.next().expect("a digit"), bytes.next().expect("a digit")];
        let digits = str::from_utf8(&digits).expect("ASCII");
        decoded.push(u8::from_str_radix(digits, 16).expect("hexadecimal digits"));
    }
    decoded
}

/// The path of a page on this site, or of any: an absolute one may be on this site.
fn path(page: &str) -> &str {
    let page = page.split('?').next().unwrap_or_default();
    match page.split_once("://").filter(|_| !page.starts_with('/')) {
        Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None => page,
    }
}

/// Certainly the address that was asked for: the same path, byte by byte.
fn is_the_page(page: &str, target: &Uri) -> bool {
    page.starts_with('/') && path(page) == target.path()
}

/// Perhaps the address that was asked for: the same path once it is decoded, without regard to case and to slashes at its end.
fn may_be_the_page(page: &str, target: &Uri) -> bool {
    let folded = |path: &str| {
        let bytes: Vec<u8> = lossily_decoded(path).to_ascii_lowercase();
        let segments =
            bytes.split(|byte| *byte == b'/' || *byte == b'\\').filter(|segment| !segment.is_empty() && *segment != b".");
        segments.map(<[u8]>::to_vec).collect::<Vec<_>>()
    };
    let (page, asked) = (folded(path(page)), folded(target.path()));
    // What comes back with a `return_to` may have lost the front of its path to a router.
    let comes_back = target.query().is_some_and(|query| query.split('&').any(|pair| pair.starts_with("return_to=")));
    page == asked || (comes_back && page.ends_with(&asked))
}

fn lossily_decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes.get(at + 1..at + 3).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|digits| str::from_utf8(digits).ok());
        let octet = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| bytes[at] == b'%');
        decoded.push(octet.unwrap_or(bytes[at]));
        at += if octet.is_some() { 3 } else { 1 };
    }
    decoded
}

/// What must be accepted as a page.
fn is_plain_page(page: &str) -> bool {
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_".contains(&byte));
    let path = page.strip_prefix("https://sso.example").unwrap_or(page);
    path.starts_with('/') && !path.starts_with("//") && is_plain(path)
}

/// What may be: a path on this site, or an absolute URL; visible ASCII, no fragment.
fn may_be_a_page(page: &str) -> bool {
    let is_path = page.starts_with('/') && !page.starts_with("//") && !page.starts_with("/\\");
    let lower = page.to_ascii_lowercase();
    let is_url = lower.starts_with("https://")
        || lower.starts_with("http://localhost")
        || lower.starts_with("http://127.")
        || lower.starts_with("http://[::1]");
    (is_path || is_url) && page.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"\\#".contains(&byte))
}
