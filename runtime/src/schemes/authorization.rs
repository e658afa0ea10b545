//! Reading the `Authorization` field (RFC 9110 11.6.2), whatever its scheme.

use http::header::AUTHORIZATION;

use super::{
    basic::Basic,
    bearer::Bearer,
    locate::{AnyScheme, Found, Front, Unread},
    request::RequestHead,
};
use crate::refusal::is_token_byte;

/// What the `Authorization` field says.
pub(super) enum Authorization<'a> {
    /// No line, or a blank one.
    Absent,
    /// Another scheme than those enabled; the rest was not read.
    Unsupported,
    /// The place is taken: by credentials of the scheme at this index, or by something that is none. The index is absent
    /// where no enabled scheme was named.
    Taken(Option<usize>, Result<Found<'a>, Unread>),
}

/// Reads the field where one of its schemes is enabled. An optional guard looks at it in any case: what is neither blank nor
/// supported must not pass as anonymous.
pub(super) fn read<'a>(front: &dyn Front, optional: bool, head: RequestHead<'a>) -> Authorization<'a> {
    let schemes = || (0..).map_while(|index| front.scheme(index)).enumerate();
    let enabled = schemes().any(|(_, scheme)| scheme.authorization_name().is_some());
    let mut lines = head.header(&AUTHORIZATION);
    if !enabled {
        return if optional && lines.any(|line| !trimmed(line).is_empty()) { Authorization::Unsupported } else { Authorization::Absent };
    }
    let Some(line) = lines.next() else { return Authorization::Absent };
    if lines.next().is_some() {
        return Authorization::Taken(None, Err(Unread::Multiple));
    }
    let line = trimmed(line);
    if line.is_empty() {
        return Authorization::Absent;
    }

    let end = line.iter().position(|byte| !is_token_byte(*byte)).unwrap_or(line.len());
    let (name, rest) = line.split_at_checked(end).unwrap_or_default();
    let named = schemes().find(|(_, scheme)| scheme.authorization_name().is_some_and(|known| known.as_bytes().eq_ignore_ascii_case(name)));
    let index = named.map(|(index, _)| index);
    if name.is_empty() || !matches!(rest.first(), None | Some(b' ')) {
        return Authorization::Taken(index, Err(Unread::Malformed));
    }
    let Some((_, scheme)) = named else { return Authorization::Unsupported };
    Authorization::Taken(index, credentials(scheme, rest, head))
}

fn credentials<'a>(scheme: AnyScheme<'_>, rest: &'a [u8], head: RequestHead<'a>) -> Result<Found<'a>, Unread> {
    let spaces = rest.iter().position(|byte| *byte != b' ').unwrap_or(rest.len());
    let rest = rest.get(spaces..).unwrap_or_default();
    if rest.is_empty() {
        return Err(Unread::Incomplete);
    }
    if rest.len() > scheme.max_length() {
        return Err(Unread::TooLong);
    }
    if rest.contains(&b',') {
        return Err(Unread::Multiple);
    }
    match scheme {
        AnyScheme::Bearer(_) => Bearer::read(rest, head).map(Found::Bearer),
        AnyScheme::Basic(_) => Basic::read(rest, head).map(Found::Basic),
        AnyScheme::ApiKey { .. } | AnyScheme::SessionCookie(_) => Err(Unread::Malformed),
    }
}

/// Without optional white space at both ends (RFC 9110 5.6.3).
pub(super) fn trimmed(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = bytes {
        bytes = rest;
    }
    bytes
}
