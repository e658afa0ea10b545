//! The host that a request was made to.

use http::header::HOST;

use super::head::{RequestHead, Singleton};

/// Whether the request was made to this host, of a URL of this scheme, in lower case: `host` or `host:port`, in any case. The port
/// that `http` or `https` has anyway is no difference; of another scheme there is no host that could have been asked.
///
/// Where there are both, `Host` and `:authority` must agree (RFC 9113 8.3.1): of a request that names two hosts none is believed.
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

/// Not empty, and nothing but a host: neither user information in front nor a path behind.
fn is_host(text: &[u8]) -> bool {
    !matches!(text, [] | [b':', ..]) && !text.iter().any(|byte| matches!(byte, b'@' | b'/' | b'\\' | b'?' | b'#'))
}

/// The port of a URL of this scheme that names none (RFC 9110 4.2).
pub(super) fn default_port(scheme: &[u8]) -> Option<&'static [u8]> {
    match scheme {
        b"https" => Some(b":443"),
        b"http" => Some(b":80"),
        _ => None,
    }
}

/// `host`, where it is written with this port.
pub(super) fn without_port<'h>(host: &'h [u8], port: &[u8]) -> &'h [u8] {
    host.strip_suffix(port).unwrap_or(host)
}
