//! Reads the `Authorization` field (RFC 9110 11.6.2) for all schemes.

use http::header::AUTHORIZATION;

use super::{any_scheme::AnyScheme, checked::checked, field_lines::Singleton, request_head::RequestHead};
use crate::grammar::{is_token_char, present};
use crate::rejection::{Reason, Used};

/// What the guard and the authenticator make of an `Authorization` field that names none of the enabled schemes.
#[derive(Clone, Copy)]
pub(crate) struct Reading {
    /// The guard is `optional`.
    pub(crate) optional: bool,
    /// The field counts as absent.
    pub(crate) ignores_unsupported: bool,
}

impl Reading {
    /// Returns whether `Authorization` carries something that is not ignored, for a request whose credentials are in a session
    /// cookie. So no scheme that is enabled is in the field.
    pub(crate) fn finds_more_than_a_cookie(self, head: RequestHead<'_>) -> bool {
        is_unsupported(self, head)
    }
}

/// The content of one place: the index of the scheme, if it is known, and its credentials.
pub(super) struct Candidate<'a> {
    pub(super) scheme: Option<Used>,
    pub(super) text: Result<&'a [u8], Reason>,
}

/// The content of the `Authorization` field.
pub(super) enum Authorization<'a> {
    /// No line, or a blank one.
    Absent,
    /// A scheme that is not enabled. The rest was not read.
    Unsupported,
    /// The field contains credentials, or something malformed.
    Taken(Candidate<'a>),
}

/// Reads the field if one of its schemes is enabled. An optional guard always reads it: a request with an unsupported scheme must
/// not pass as unauthenticated, unless the authenticator ignores such schemes. Takes at most one pass over the lines.
#[inline]
pub(super) fn read<'a, 's>(
    schemes: &(impl Iterator<Item = AnyScheme<'s>> + Clone),
    reading: Reading,
    head: RequestHead<'a>,
) -> Authorization<'a> {
    let enabled = schemes.clone().any(AnyScheme::is_in_authorization);
    if !enabled && !reading.optional {
        return Authorization::Absent;
    }
    if !enabled {
        return if is_unsupported(reading, head) { Authorization::Unsupported } else { Authorization::Absent };
    }
    let line = match head.singleton(&AUTHORIZATION) {
        Singleton::Absent => return Authorization::Absent,
        Singleton::Line(line) => line,
        Singleton::Repeated => return Authorization::Taken(Candidate { scheme: None, text: Err(Reason::MultipleCredentials) }),
    };
    let Some(line) = present(line) else { return Authorization::Absent };

    let meant = |name: &[u8]| (0..).zip(schemes.clone()).find(|(_, scheme)| scheme.is_named(name));
    // The common case: an enabled scheme, whose name is a token, up to the first space.
    let space = line.iter().position(|byte| *byte == b' ').unwrap_or(line.len());
    let (name, rest) = line.split_at_checked(space).unwrap_or_default();
    if let Some((index, scheme)) = meant(name) {
        return Authorization::Taken(Candidate {
            scheme: Some(Used { scheme: scheme.name(), index }),
            text: credentials(scheme, rest, head),
        });
    }
    // The line is not blank and does not begin with a space, so an empty name never matches a scheme.
    let (name, is_scheme) = name_of(line);
    if is_scheme {
        return if reading.ignores_unsupported { Authorization::Absent } else { Authorization::Unsupported };
    }
    let scheme = meant(name).map(|(index, scheme)| Used { scheme: scheme.name(), index });
    Authorization::Taken(Candidate { scheme, text: Err(Reason::MalformedCredentials) })
}

/// Returns whether a line is neither blank nor ignored, if none of its schemes is enabled.
fn is_unsupported(reading: Reading, head: RequestHead<'_>) -> bool {
    let counts = |line| !(reading.ignores_unsupported && name_of(line).1);
    head.header_of(&AUTHORIZATION).filter_map(present).any(counts)
}

/// Returns the longest prefix that may be the name of a scheme, and whether it is one: credentials or nothing must follow.
fn name_of(line: &[u8]) -> (&[u8], bool) {
    let end = line.iter().position(|byte| !is_token_char(*byte)).unwrap_or(line.len());
    (line.get(..end).unwrap_or_default(), end > 0 && matches!(line.get(end), None | Some(b' ')))
}

#[inline]
fn credentials<'a>(scheme: AnyScheme<'_>, mut rest: &'a [u8], head: RequestHead<'a>) -> Result<&'a [u8], Reason> {
    while let [b' ', tail @ ..] = rest {
        rest = tail;
    }
    if rest.is_empty() { Err(Reason::IncompleteCredentials) } else { checked(scheme, rest, head) }
}
