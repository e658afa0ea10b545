//! Writes from another site (row 35b of the table of answers).
//!
//! The first line has a method and a target; `trusted: ` in front of a line names a trusted origin, and `authority: ` what HTTP/2
//! sends in place of `Host`.

use requires_auth::{Authenticator, Reason, verifiers};

use super::{
    input::{Field, head, ready, request, values},
    rfc::trimmed,
};

/// Asks with a cookie, with Basic credentials, and with what no browser attaches.
pub fn check(input: &[u8]) {
    let (line, fields) = head(input);
    let method = line.split(' ').next().unwrap_or_default();
    let (settings, mut fields): (Vec<Field>, Vec<Field>) =
        fields.into_iter().partition(|(name, _)| name == "trusted" || name == "authority");
    fields.retain(|(name, _)| !["authorization", "cookie", "x-api-key"].contains(&&**name));
    let trusted: Vec<String> =
        values(&settings, "trusted").into_iter().map(|origin| String::from_utf8_lossy(origin).into_owned()).collect();
    let authority = values(&settings, "authority").first().map(|authority| String::from_utf8_lossy(authority).into_owned());
    let target = authority.as_ref().map_or_else(|| "/".to_owned(), |authority| format!("https://{authority}/"));

    let mut builder = Authenticator::builder(verifiers::session_cookie(|_| Ok(())))
        .or(verifiers::basic(|_| Ok(())))
        .or(verifiers::api_key(|_| Ok(())));
    for origin in &trusted {
        builder = builder.trusted_origin(origin);
    }
    let auth = match builder.build() {
        Ok(auth) => auth,
        Err(error) => {
            assert!(!trusted.iter().all(|origin| is_plain_origin(origin)), "{error}");
            return;
        }
    };
    assert!(trusted.iter().all(|origin| may_be_trusted(origin)), "{trusted:?} are no origins");

    for (name, value, is_ambient) in
        [("cookie", "session=x", true), ("authorization", "Basic dTpw", true), ("x-api-key", "k", false)]
    {
        let fields = [&fields[..], &[(name.to_owned(), value.as_bytes().to_vec())]].concat();
        let Some(request) = request(method, &target, &fields) else { return };
        // What the target really is, behind the parser of URIs.
        let asked = request.uri().authority().map(http::uri::Authority::as_str);
        assert_eq!(asked.is_some(), authority.is_some());
        let decided = ready(auth.authenticate(&request));
        match judge(method, asked, &fields, &trusted) {
            _ if !is_ambient => assert!(decided.is_ok(), "no browser attaches an API key"),
            Some(true) => assert!(decided.is_ok(), "refused, of {name}"),
            Some(false) => {
                let rejection = decided.expect_err("let in");
                assert_eq!((rejection.reason(), rejection.status().as_u16()), (Reason::CrossSiteWrite, 403));
                assert_eq!(rejection.challenges().count(), 0);
            }
            None => {}
        }
    }
}

// From here on: what the rule says. `None` where neither answer would be wrong: no browser sends such a thing.

fn judge(method: &str, authority: Option<&str>, fields: &[Field], trusted: &[String]) -> Option<bool> {
    if ["GET", "HEAD", "OPTIONS"].contains(&method) && values(fields, "upgrade").is_empty() {
        return Some(true);
    }
    let origins = values(fields, "origin");
    let is_trusted = match origins[..] {
        [origin] => is_trusted(origin, trusted),
        _ => Some(false),
    };
    let sites = values(fields, "sec-fetch-site");
    match sites[..] {
        [b"same-origin" | b"none"] => return Some(true),
        [] => {}
        // An empty one is absent.
        [site] if trimmed(site).is_empty() => {}
        // Whether an empty line counts beside another.
        [_, _, ..] if sites.iter().any(|site| trimmed(site).is_empty()) => return None,
        _ => return is_trusted,
    }
    match origins[..] {
        [] => Some(true),
        [origin] => match (is_trusted, is_own(origin, authority, &values(fields, "host"))) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        },
        _ => Some(false),
    }
}

/// Scheme, host and port, in the form that browsers send.
#[derive(PartialEq, Eq)]
struct Origin {
    scheme: String,
    host: String,
    port: Option<u16>,
}

impl Origin {
    /// In lower case, without the port that the scheme has anyway.
    fn read(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let (scheme, rest) = text.split_once("://")?;
        let is_scheme = scheme.starts_with(|c: char| c.is_ascii_lowercase())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte));
        let (host, port) = host_and_port(rest)?;
        is_scheme.then(|| Self { scheme: scheme.to_owned(), host, port: port.filter(|port| default_port(scheme) != Some(*port)) })
    }
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

/// Of `host:port`, where both are plain.
fn host_and_port(text: &str) -> Option<(String, Option<u16>)> {
    let after_brackets = text.rfind(']').map_or(0, |end| end + 1);
    let (host, port) = match text[after_brackets..].split_once(':') {
        Some((rest, port)) => (&text[..after_brackets + rest.len()], Some(port)),
        None => (text, None),
    };
    let is_name = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    let is_address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).is_some_and(|address| {
        address.contains(':') && address.bytes().all(|byte| byte.is_ascii_hexdigit() || b":.".contains(&byte))
    });
    let port = match port {
        None => None,
        Some(text) => Some(text.parse::<u16>().ok().filter(|port| *port > 0 && port.to_string() == text)?),
    };
    (is_name || is_address).then(|| (host.to_ascii_lowercase(), port))
}

/// Whether only the letters of a host and its port are in it, though perhaps in another form.
fn looks_like_a_host(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-:[]".contains(&byte))
}

/// Whether it is that of the host that was asked, by its own scheme.
fn is_own(origin: &[u8], authority: Option<&str>, hosts: &[&[u8]]) -> Option<bool> {
    let Ok(origin) = str::from_utf8(origin) else { return Some(false) };
    let hosts: Vec<&str> = match (authority, hosts) {
        (_, [_, _, ..]) | (None, []) => return Some(false),
        (Some(authority), []) => vec![authority],
        (None, [host]) => vec![str::from_utf8(host).ok()?],
        // Where there are both, they must agree.
        (Some(authority), [host]) => vec![authority, str::from_utf8(host).ok()?],
    };
    let Some((scheme, rest)) = origin.split_once("://") else { return Some(false) };
    if !["http", "https"].contains(&scheme.to_ascii_lowercase().as_str()) {
        return Some(false);
    }
    let mut answer = Some(true);
    for host in hosts {
        let is_this = match (host_and_port(rest), host_and_port(host)) {
            (Some(of_origin), Some(asked)) => {
                let with_port = |(host, port): (String, Option<u16>)| (host, port.or(default_port(scheme)));
                Some(with_port(of_origin) == with_port(asked))
            }
            _ if looks_like_a_host(rest) && looks_like_a_host(host) => None,
            (None, None) => None,
            _ => Some(false),
        };
        answer = match (answer, is_this) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        };
    }
    // Browsers send the scheme in lower case, and no port that it has anyway.
    let is_sent = Origin::read(origin).is_some_and(|read| read.port == host_and_port(rest).and_then(|(_, port)| port));
    answer.filter(|answer| !*answer || (is_sent && origin.starts_with(&scheme.to_ascii_lowercase())))
}

fn is_trusted(origin: &[u8], trusted: &[String]) -> Option<bool> {
    let Ok(origin) = str::from_utf8(origin) else { return Some(false) };
    let read = Origin::read(origin);
    // As it was configured, but for a default port there.
    let is_sent = |known: &String| {
        let without_port = Origin::read(known)
            .map(|known| default_port(&known.scheme))
            .and_then(|default| known.strip_suffix(&format!(":{}", default?)).map(str::to_owned));
        *known == origin || without_port.is_some_and(|known| known == origin)
    };
    if trusted.iter().any(is_sent) {
        return Some(true);
    }
    let is_near = |known: &String| read.is_some() && Origin::read(known) == read;
    if trusted.iter().any(is_near) { None } else { Some(false) }
}

/// What must be accepted as a trusted origin.
fn is_plain_origin(text: &str) -> bool {
    let is_label = |label: &str| {
        label.starts_with(|c: char| c.is_ascii_lowercase())
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    Origin::read(text).is_some_and(|origin| origin.host.split('.').all(is_label)) && *text == text.to_ascii_lowercase()
}

/// What may be: a scheme and a host, and perhaps a port.
fn may_be_trusted(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, host)| {
        !scheme.is_empty() && !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ', '\\', '\t', '\r']) && host.is_ascii()
    })
}
