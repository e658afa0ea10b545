//! The host that a request was made to.

use http::header::HOST;

use super::{field_lines::Singleton, request_head::RequestHead};

/// Returns whether the request was made to `host`, the host of a URL of this scheme. `scheme` is in lower case; `host` is `host` or
/// `host:port`, in upper or lower case. The default port of `http` and `https` makes no difference. For any other scheme the result
/// is `false`.
///
/// If both `Host` and `:authority` are present, they must agree (RFC 9113 8.3.1): a request that names two hosts matches none.
pub(crate) fn is_asked(head: RequestHead<'_>, scheme: &[u8], host: &[u8]) -> bool {
    let Some(default) = default_port(scheme) else { return false };
    let host = without_port(host, default);
    let is_it = |asked: &[u8]| is_host(asked) && without_port(asked, default).eq_ignore_ascii_case(host);
    match (head.authority(), head.singleton(&HOST)) {
        (_, Singleton::Repeated) | (None, Singleton::Absent) => false,
        (None, Singleton::Line(line)) => is_it(line),
        (Some(authority), Singleton::Absent) => is_it(authority.as_bytes()),
        (Some(authority), Singleton::Line(line)) => is_it(authority.as_bytes()) && is_it(line),
    }
}

/// Returns whether the text is a host, optionally with a port: not empty, without user info and path.
fn is_host(text: &[u8]) -> bool {
    !matches!(text, [] | [b':', ..]) && !text.iter().any(|byte| matches!(byte, b'@' | b'/' | b'\\' | b'?' | b'#'))
}

/// Returns the default port of a scheme, with its colon (RFC 9110 4.2).
pub(super) fn default_port(scheme: &[u8]) -> Option<&'static [u8]> {
    match scheme {
        b"https" => Some(b":443"),
        b"http" => Some(b":80"),
        _ => None,
    }
}

/// Removes this port from the end of `host`.
pub(super) fn without_port<'h>(host: &'h [u8], port: &[u8]) -> &'h [u8] {
    host.strip_suffix(port).unwrap_or(host)
}
