//! Finds the credentials that count, among all places where a request may carry some.

use http::{
    HeaderMap, HeaderName,
    header::{AUTHORIZATION, AsHeaderName, COOKIE, SEC_WEBSOCKET_PROTOCOL},
};

use super::{
    any_scheme::{AnyScheme, OwnedScheme, RawCredentials, Schemes},
    api_key::ApiKeyScheme,
    authorization::{self, Authorization, Candidate, Reading},
    checked::{checked, is_visible},
    field_lines::Singleton,
    place::Place,
    request_head::RequestHead,
    session_cookie, subprotocol,
};
use crate::grammar::{is_token68, present};
use crate::rejection::{Reason, SchemeName, Used};

/// Why credentials cannot be used, and their scheme if it is known.
pub(crate) type Unusable = (Reason, Option<Used>);

/// Finds the one credential of a request in the places of these schemes. Takes at most one pass over the lines of each field.
///
/// Two explicit credentials (`Authorization`, the fields of schemes) are rejected, never ranked. The cookie is ambient: it is read only
/// if the explicit places are absent, or `Authorization` names an unsupported scheme.
///
/// # Errors
///
/// Returns the reason if a place is not absent and the credentials cannot be used, and their scheme if it is known.
pub(crate) fn find_credentials<'a>(
    schemes: Schemes<'_>,
    reading: Reading,
    head: RequestHead<'a>,
) -> Result<Option<RawCredentials<'a>>, Unusable> {
    // Instantiated twice, so that the common case, a single verifier, needs no loop.
    match schemes {
        // `Authorization` counts for an optional guard alone.
        Schemes::Each([scheme @ OwnedScheme::SessionCookie(_)]) if !reading.optional => {
            cookie([scheme.any()].into_iter(), head)?.map_or(Ok(None), |candidate| candidate.found(head))
        }
        Schemes::One(scheme) => find_in([scheme].into_iter(), reading, head),
        Schemes::Each(schemes) => find_in(schemes.iter().map(OwnedScheme::any), reading, head),
    }
}

/// What [`fast_path`] sees.
pub(crate) enum FastPath<'a> {
    Token(RawCredentials<'a>),
    /// The request has no credentials.
    Absent,
    /// Nothing is known: [`find_credentials`] reads the request completely.
    Unclear,
}

/// Finds a bearer token in a line as nearly all clients write it, or sees that there is no line, if Bearer is the only scheme. If the
/// only scheme is an API key in a field, finds the key.
#[inline(always)]
#[allow(clippy::inline_always, reason = "as a call it would copy a large value before it is used")]
pub(crate) fn fast_path<'a>(schemes: Schemes<'_>, head: RequestHead<'a>) -> FastPath<'a> {
    let scheme = match schemes {
        Schemes::One(AnyScheme::Bearer(scheme)) | Schemes::Each([OwnedScheme::Bearer(scheme)]) => scheme,
        Schemes::Each([OwnedScheme::ApiKey { scheme, header: Some(name) }]) => return key_fast_path(scheme, name, head),
        _ => return FastPath::Unclear,
    };
    let line = match head.singleton(&AUTHORIZATION) {
        Singleton::Line(line) => line,
        Singleton::Absent => return FastPath::Absent,
        Singleton::Repeated => return FastPath::Unclear,
    };
    match line.strip_prefix(b"Bearer ") {
        Some(text) if text.len() <= scheme.max_length && is_token68(text) => {
            FastPath::Token(RawCredentials { scheme: SchemeName::Bearer, index: 0, text, request: head })
        }
        _ => FastPath::Unclear,
    }
}

#[inline(never)]
fn key_fast_path<'a>(scheme: &ApiKeyScheme, name: &HeaderName, head: RequestHead<'a>) -> FastPath<'a> {
    match head.singleton(name) {
        Singleton::Line(text) if !text.is_empty() && text.len() <= scheme.max_length && is_visible(text) => {
            FastPath::Token(RawCredentials { scheme: SchemeName::ApiKey, index: 0, text, request: head })
        }
        // An optional guard looks into `Authorization` as well.
        _ => FastPath::Unclear,
    }
}

#[inline]
fn find_in<'a, 's>(
    schemes: impl Iterator<Item = AnyScheme<'s>> + Clone,
    reading: Reading,
    head: RequestHead<'a>,
) -> Result<Option<RawCredentials<'a>>, Unusable> {
    let mut explicit = None;
    let mut unsupported = false;
    match authorization::read(&schemes, reading, head) {
        Authorization::Absent => {}
        Authorization::Unsupported => unsupported = true,
        Authorization::Taken(candidate) => {
            // Ambiguous by itself, whatever the other places contain.
            if candidate.text == Err(Reason::MultipleCredentials) {
                return Err((Reason::MultipleCredentials, candidate.scheme));
            }
            explicit = Some(candidate);
        }
    }
    for (index, scheme) in (0..).zip(schemes.clone()) {
        let Some(text) = in_field(scheme, head) else { continue };
        let used = Used { scheme: scheme.name(), index };
        // Ambiguous by itself, or together with another place.
        match text {
            Err(reason @ (Reason::MultipleCredentials | Reason::ConflictingCredentials)) => return Err((reason, Some(used))),
            _ if explicit.is_some() => return Err((Reason::ConflictingCredentials, Some(used))),
            text => explicit = Some(Candidate { scheme: Some(used), text }),
        }
    }
    let candidate = match explicit {
        Some(candidate) => Some(candidate),
        None => cookie(schemes, head)?,
    };
    match candidate {
        None if unsupported => Err((Reason::UnsupportedScheme, None)),
        None => Ok(None),
        Some(candidate) => candidate.found(head),
    }
}

impl<'a> Candidate<'a> {
    fn found(self, head: RequestHead<'a>) -> Result<Option<RawCredentials<'a>>, Unusable> {
        match self {
            Self { scheme: Some(Used { scheme, index }), text: Ok(text) } => {
                Ok(Some(RawCredentials { scheme, index, text, request: head }))
            }
            Self { scheme, text } => Err((text.err().unwrap_or(Reason::MalformedCredentials), scheme)),
        }
    }
}

/// Reads a field that is neither `Authorization` nor `Cookie`. Returns `None` if it is absent or blank.
#[inline]
fn in_field<'a>(scheme: AnyScheme<'_>, head: RequestHead<'a>) -> Option<Result<&'a [u8], Reason>> {
    if let Place::Subprotocol(name) = scheme.place() {
        return subprotocol::read(name, head).map(|found| checked(scheme, found?, head));
    }
    let (name, header) = scheme.field()?;
    let lines = match header {
        Some(name) => head.singleton(name),
        None => head.singleton_named(name),
    };
    match lines {
        Singleton::Absent => None,
        Singleton::Line(line) => present(line).map(|text| checked(scheme, text, head)),
        // Two lines of a token are two tokens, as in `Authorization`.
        Singleton::Repeated if scheme.name() == SchemeName::Bearer => Some(Err(Reason::MultipleCredentials)),
        Singleton::Repeated => Some(Err(Reason::ConflictingCredentials)),
    }
}

fn cookie<'a, 's>(
    schemes: impl Iterator<Item = AnyScheme<'s>> + Clone,
    head: RequestHead<'a>,
) -> Result<Option<Candidate<'a>>, Unusable> {
    let cookies = (0..).zip(schemes).filter_map(|(index, scheme)| match scheme {
        AnyScheme::SessionCookie(scheme) => Some((index, scheme)),
        _ => None,
    });
    let found = session_cookie::read(&cookies, head);
    let first = || cookies.clone().next().map_or(0, |(index, _)| index);
    let used = |index| Some(Used { scheme: SchemeName::Cookie, index });
    let candidate = |(index, value)| Candidate { scheme: used(index), text: Ok(value) };
    found.map(|found| found.map(candidate)).map_err(|reason| (reason, used(first())))
}

/// Marks the header values that these schemes read as sensitive, so that `Debug` of the request does not show them. Takes one
/// look-up for each scheme. If a field has two lines, takes one pass over all lines for each enabled session cookie.
#[inline]
pub(crate) fn mark_sensitive(schemes: Schemes<'_>, headers: &mut HeaderMap) {
    match schemes {
        // The common case, as in `fast_path`.
        Schemes::One(AnyScheme::Bearer(_)) | Schemes::Each([OwnedScheme::Bearer(_)]) => mark_first(headers, &AUTHORIZATION),
        Schemes::One(scheme) => mark_for(scheme, headers),
        Schemes::Each(schemes) => schemes.iter().for_each(|scheme| mark_for(scheme.any(), headers)),
    }
}

fn mark_for(scheme: AnyScheme<'_>, headers: &mut HeaderMap) {
    match scheme {
        // A second line of `Authorization` or of a scheme's own field is rejected, so a handler can only see the first.
        AnyScheme::Bearer(_) | AnyScheme::Basic(_) => mark_first(headers, &AUTHORIZATION),
        AnyScheme::OtherBearer { .. } | AnyScheme::ApiKey { .. } => match (scheme.field(), scheme.place()) {
            (Some((_, Some(name))), _) => mark_first(headers, name),
            (Some((name, None)), _) => mark_first(headers, name),
            (None, Place::Subprotocol(_)) => mark_all(headers, &SEC_WEBSOCKET_PROTOCOL),
            (None, _) => mark_first(headers, &AUTHORIZATION),
        },
        AnyScheme::SessionCookie(_) => mark_all(headers, &COOKIE),
    }
}

fn mark_all(headers: &mut HeaderMap, name: &HeaderName) {
    if headers.len() == headers.keys_len() {
        // No field has two lines.
        return mark_first(headers, name);
    }
    headers.iter_mut().filter(|(known, _)| *known == name).for_each(|(_, value)| value.set_sensitive(true));
}

fn mark_first(headers: &mut HeaderMap, name: impl AsHeaderName) {
    if let Some(value) = headers.get_mut(name) {
        value.set_sensitive(true);
    }
}
