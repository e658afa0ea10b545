//! The grammar and the limits of credentials, once they are found: for `Authorization` and for fields alike.

use super::{any_scheme::AnyScheme, basic::Basic, place::Grammar, request_head::RequestHead};
#[cfg(feature = "_jwt")]
use super::{any_scheme::Scheme, bearer::Bearer, scheme, session_cookie::SessionCookie};
use crate::{
    grammar::{every, is_token68},
    rejection::Reason,
};

/// Checks credentials that are not empty.
///
/// # Errors
///
/// Returns the reason: they are too long, two in one line, or break the grammar.
#[inline]
pub(super) fn checked<'a>(scheme: AnyScheme<'_>, text: &'a [u8], head: RequestHead<'a>) -> Result<&'a [u8], Reason> {
    if text.len() > scheme.max_length() {
        return Err(Reason::CredentialsTooLong);
    }
    let grammar = scheme.grammar();
    let is_formed = match grammar {
        Grammar::Token68 | Grammar::Basic => is_token68(text),
        Grammar::Opaque => is_opaque(text),
        Grammar::Visible => is_visible(text),
    };
    if !is_formed {
        let is_list = !matches!(grammar, Grammar::Visible) && text.contains(&b',');
        return Err(if is_list { Reason::MultipleCredentials } else { Reason::MalformedCredentials });
    }
    match grammar {
        Grammar::Basic if Basic::decode(text, head).is_none() => Err(Reason::MalformedCredentials),
        _ => Ok(text),
    }
}

/// Reads the value of a cookie as a token of `scheme`. Returns `None` if it is too long, or breaks the grammar.
#[cfg(feature = "_jwt")]
pub(crate) fn token_of<'a>(cookie: SessionCookie<'a>, scheme: &scheme::Bearer) -> Option<Bearer<'a>> {
    let token = checked(scheme.any(), cookie.value, cookie.request).ok()?;
    Some(Bearer { token, request: cookie.request })
}

/// Returns whether a text consists of visible ASCII.
pub(super) fn is_visible(text: &[u8]) -> bool {
    every(text, |byte| byte.is_ascii_graphic())
}

/// Returns whether a text consists of visible ASCII without a comma.
#[allow(clippy::needless_bitwise_bool, reason = "the lazy operator is a branch")]
pub(crate) fn is_opaque(text: &[u8]) -> bool {
    every(text, |byte| byte.is_ascii_graphic() & (byte != b','))
}
