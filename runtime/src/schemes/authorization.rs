//! Reading the `Authorization` field (RFC 9110 11.6.2), whatever its scheme.

use http::header::AUTHORIZATION;

use super::{
    any_scheme::{AnyScheme, Schemes},
    basic::Basic,
    bytes::{is_token, is_token68, trimmed},
    locate::{Claim, Unread},
    request::RequestHead,
};

/// What the `Authorization` field says.
pub(super) enum Authorization<'a> {
    /// No line, or a blank one.
    Absent,
    /// Another scheme than those enabled; the rest was not read.
    Unsupported,
    /// The place is taken: by credentials, or by something that is none.
    Taken(Claim<'a>),
}

/// Reads the field where one of its schemes is enabled. An optional guard looks at it in any case: what is neither blank nor
/// supported must not pass as anonymous.
pub(super) fn read<'a>(schemes: Schemes<'_>, optional: bool, head: RequestHead<'a>) -> Authorization<'a> {
    let enabled = schemes.iter().any(|scheme| scheme.authorization_name().is_some());
    if !enabled && !optional {
        return Authorization::Absent;
    }
    let mut lines = head.header(&AUTHORIZATION);
    if !enabled {
        return if lines.any(|line| !trimmed(line).is_empty()) { Authorization::Unsupported } else { Authorization::Absent };
    }
    let Some(line) = lines.next() else { return Authorization::Absent };
    if lines.next().is_some() {
        return Authorization::Taken(Claim { scheme: None, text: Err(Unread::Multiple) });
    }
    let line = trimmed(line);
    if line.is_empty() {
        return Authorization::Absent;
    }

    let end = line.iter().position(|byte| !is_token(*byte)).unwrap_or(line.len());
    let (name, rest) = line.split_at_checked(end).unwrap_or_default();
    let named =
        |scheme: &AnyScheme<'_>| scheme.authorization_name().is_some_and(|known| known.as_bytes().eq_ignore_ascii_case(name));
    let meant = schemes.iter().enumerate().find(|(_, scheme)| named(scheme));
    let text = match (meant, rest) {
        _ if name.is_empty() => Err(Unread::Malformed),
        (_, [other, ..]) if *other != b' ' => Err(Unread::Malformed),
        (None, _) => return Authorization::Unsupported,
        (Some((_, scheme)), rest) => credentials(scheme, rest, head),
    };
    Authorization::Taken(Claim { scheme: meant.map(|(index, scheme)| (index, scheme.name())), text })
}

fn credentials<'a>(scheme: AnyScheme<'_>, mut rest: &'a [u8], head: RequestHead<'a>) -> Result<&'a str, Unread> {
    while let [b' ', tail @ ..] = rest {
        rest = tail;
    }
    if rest.is_empty() {
        return Err(Unread::Incomplete);
    }
    if rest.len() > scheme.max_length() {
        return Err(Unread::TooLong);
    }
    if !is_token68(rest) {
        return Err(if rest.contains(&b',') { Unread::Multiple } else { Unread::Malformed });
    }
    let text = str::from_utf8(rest).map_err(|_| Unread::Malformed)?;
    match scheme {
        AnyScheme::Basic(_) if Basic::decode(text, head).is_none() => Err(Unread::Malformed),
        _ => Ok(text),
    }
}
