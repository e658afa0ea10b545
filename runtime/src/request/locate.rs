//! Which credentials count, of all the places where a request may carry some.

use http::{
    HeaderMap,
    header::{AUTHORIZATION, AsHeaderName, COOKIE},
};

use super::{
    any_scheme::{AnyScheme, Found, OwnedScheme, Schemes},
    api_key,
    authorization::{self, Authorization},
    bytes::is_token68,
    head::{RequestHead, Sole},
    session_cookie,
};
use crate::rejection::SchemeName;

/// Why a place that is not empty holds no credentials.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unread {
    /// `Authorization` names a scheme that is not enabled.
    Unsupported,
    /// A scheme without credentials.
    Incomplete,
    Malformed,
    TooLong,
    /// Two `Authorization` lines, or two credentials in one.
    Multiple,
    /// Credentials in two explicit places, or two lines of one API-key header.
    ManyPlaces,
    /// Two values of one session cookie, or of two session cookies.
    Conflicting,
}

/// What a place holds: the index of the scheme that was meant, where one was, and its credentials.
pub(super) struct Claim<'a> {
    pub(super) scheme: Option<(usize, SchemeName)>,
    pub(super) text: Result<&'a [u8], Unread>,
}

/// Finds the one credential of a request, in the places of these schemes: by at most one pass over the lines of each field.
///
/// Two explicit credentials (`Authorization`, API-key headers) are refused, never ranked. The cookie is ambient: it is read
/// only where the explicit places carry nothing, or `Authorization` an unsupported scheme.
///
/// # Errors
///
/// Why there is none although something is there, and the scheme that was meant, where one was.
pub(crate) fn locate<'a>(
    schemes: Schemes<'_>,
    optional: bool,
    head: RequestHead<'a>,
) -> Result<Option<Found<'a>>, (Unread, Option<SchemeName>)> {
    // Twice the code, so that the usual, a verifier alone, walks over nothing.
    match schemes {
        Schemes::One(scheme) => locate_in([scheme].into_iter(), optional, head),
        Schemes::Each(schemes) => locate_in(schemes.iter().map(OwnedScheme::any), optional, head),
    }
}

/// A bearer token alone, in a line as nearly all clients write it. `None` tells nothing: whatever is not quite this is
/// [located](locate) with care.
#[inline(always)]
#[allow(clippy::inline_always, reason = "called, it would hand over a large value that nobody has read yet")]
pub(crate) fn usual<'a>(schemes: Schemes<'_>, head: RequestHead<'a>) -> Option<Found<'a>> {
    let (Schemes::One(AnyScheme::Bearer(scheme)) | Schemes::Each([OwnedScheme::Bearer(scheme)])) = schemes else { return None };
    let Sole::Line(line) = head.sole(&AUTHORIZATION) else { return None };
    let text = line.strip_prefix(b"Bearer ")?;
    let is_token = text.len() <= scheme.max_length && is_token68(text);
    is_token.then_some(Found { scheme: SchemeName::Bearer, index: 0, text, request: head })
}

#[inline]
fn locate_in<'a, 's>(
    schemes: impl Iterator<Item = AnyScheme<'s>> + Clone,
    optional: bool,
    head: RequestHead<'a>,
) -> Result<Option<Found<'a>>, (Unread, Option<SchemeName>)> {
    let mut explicit = None;
    let mut unsupported = false;
    match authorization::read(&schemes, optional, head) {
        Authorization::Absent => {}
        Authorization::Unsupported => unsupported = true,
        Authorization::Taken(claim) => {
            // Ambiguous in itself, whatever stands beside it.
            if claim.text == Err(Unread::Multiple) {
                return Err((Unread::Multiple, claim.scheme.map(|(_, name)| name)));
            }
            explicit = Some(claim);
        }
    }
    for (index, scheme) in schemes.clone().enumerate() {
        let AnyScheme::ApiKey { scheme, header } = scheme else { continue };
        let lines = match header {
            Some(name) => head.sole(name),
            None => head.sole_named(scheme.header_text()),
        };
        let text = match lines {
            Sole::None => continue,
            Sole::Line(line) => match api_key::read(line) {
                None => continue,
                Some(text) if explicit.is_none() => text,
                Some(_) => return Err((Unread::ManyPlaces, Some(SchemeName::ApiKey))),
            },
            Sole::Several => return Err((Unread::ManyPlaces, Some(SchemeName::ApiKey))),
        };
        explicit = Some(Claim { scheme: Some((index, SchemeName::ApiKey)), text });
    }
    let claim = match explicit {
        Some(claim) => Some(claim),
        None => cookie(schemes, head).map_err(|unread| (unread, Some(SchemeName::Cookie)))?,
    };
    match claim {
        None if unsupported => Err((Unread::Unsupported, None)),
        None => Ok(None),
        Some(Claim { scheme: Some((index, scheme)), text: Ok(text) }) => Ok(Some(Found { scheme, index, text, request: head })),
        Some(Claim { scheme, text }) => Err((text.err().unwrap_or(Unread::Malformed), scheme.map(|(_, name)| name))),
    }
}

fn cookie<'a, 's>(
    schemes: impl Iterator<Item = AnyScheme<'s>> + Clone,
    head: RequestHead<'a>,
) -> Result<Option<Claim<'a>>, Unread> {
    let cookies = schemes.enumerate().filter_map(|(index, scheme)| match scheme {
        AnyScheme::SessionCookie(scheme) => Some((index, scheme)),
        _ => None,
    });
    let found = session_cookie::read(&cookies, head)?;
    Ok(found.map(|(index, value)| Claim { scheme: Some((index, SchemeName::Cookie)), text: Ok(value) }))
}

/// Marks the header values that these schemes read as sensitive, so that `Debug` of the request does not show them. One look-up
/// for each scheme, and one pass over all lines for each session cookie that is enabled.
pub(crate) fn mark_sensitive(schemes: Schemes<'_>, headers: &mut HeaderMap) {
    match schemes {
        Schemes::One(scheme) => mark_for(scheme, headers),
        Schemes::Each(schemes) => schemes.iter().for_each(|scheme| mark_for(scheme.any(), headers)),
    }
}

#[inline]
fn mark_for(scheme: AnyScheme<'_>, headers: &mut HeaderMap) {
    match scheme {
        // Of `Authorization` and API-key headers a second line is refused, so the first is all that a handler can see.
        AnyScheme::Bearer(_) | AnyScheme::Basic(_) => mark_first(headers, &AUTHORIZATION),
        AnyScheme::ApiKey { header: Some(name), .. } => mark_first(headers, name),
        AnyScheme::ApiKey { scheme, header: None } => mark_first(headers, scheme.header_text()),
        AnyScheme::SessionCookie(_) => {
            headers.iter_mut().filter(|(name, _)| *name == COOKIE).for_each(|(_, value)| value.set_sensitive(true));
        }
    }
}

fn mark_first(headers: &mut HeaderMap, name: impl AsHeaderName) {
    if let Some(value) = headers.get_mut(name) {
        value.set_sensitive(true);
    }
}
