//! Whether a way back after a login leads to the same site.

use super::percent_decoded;

/// The maximum length, in bytes, which is that of the value that a guard sends.
const LONGEST: usize = 2048;

/// How often a path may be percent-encoded: more is no path that a person asked for.
const DECODINGS: usize = 8;

/// Returns `return_to` if it is a path of the same site, and `None` if following it might lead elsewhere (an open redirect). A login
/// handler calls it before it redirects.
///
/// `return_to` is the value of the query parameter, percent-decoded once, as the extractors of the frameworks return it. Client and
/// site can choose it freely: a link to the login page may come from anywhere.
///
/// The value must consist of visible ASCII characters, at most 2048. Its path must begin with one `/` that is not followed by another
/// `/` or a `\`, which browsers and proxies read as the name of a host. The path has no `\`, no control characters, and no segment `.`
/// or `..`. This holds for each of the texts that result if the path is percent-decoded again, up to eight times, because a proxy or a
/// handler may do that. Query and fragment do not matter.
///
/// ```
/// use requires_auth::local_return_to;
///
/// assert_eq!(local_return_to("/cart?page=2"), Some("/cart?page=2"));
/// for elsewhere in ["https://evil.example", "//evil.example", "/\\evil.example", "/%2Fevil.example", "/\t/evil.example", "", "cart"] {
///     assert_eq!(local_return_to(elsewhere), None);
/// }
/// ```
///
/// See [a login handler](crate::guide::_07_browsers#the-login-page).
#[must_use]
pub fn local_return_to(return_to: &str) -> Option<&str> {
    let is_plain = return_to.len() <= LONGEST && return_to.bytes().all(|byte| byte.is_ascii_graphic());
    let path = return_to.split(['?', '#']).next().unwrap_or_default();
    (is_plain && is_local(path)).then_some(return_to)
}

fn is_local(path: &str) -> bool {
    let mut path = path.as_bytes().to_vec();
    for _ in 0..=DECODINGS {
        if !is_plain_path(&path) {
            return false;
        }
        let decoded = percent_decoded(&path);
        if decoded.len() == path.len() {
            return true;
        }
        path = decoded;
    }
    false
}

fn is_plain_path(path: &[u8]) -> bool {
    let begins = path.first() == Some(&b'/') && !matches!(path, [b'/', b'/' | b'\\', ..]);
    begins
        && path.iter().all(|byte| !byte.is_ascii_control() && *byte != b'\\')
        && path.split(|byte| *byte == b'/').all(|segment| !matches!(segment, b"." | b".."))
}
