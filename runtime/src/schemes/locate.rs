//! Which credentials count, of all the places where a request may carry some.

use http::{
    HeaderMap, HeaderName,
    header::{AUTHORIZATION, AsHeaderName, COOKIE},
};

use super::{
    api_key::{ApiKey, ApiKeyScheme},
    authorization::{self, Authorization},
    basic::{Basic, BasicScheme},
    bearer::{Bearer, BearerScheme},
    request::RequestHead,
    session_cookie::{SessionCookie, SessionCookieScheme},
};
use crate::refusal::{Offer, SchemeName};

pub trait Sealed {}

/// How credentials are carried and challenged: [`Bearer`](super::scheme::Bearer), [`Basic`](super::scheme::Basic),
/// [`ApiKey`](super::scheme::ApiKey) or [`SessionCookie`](super::scheme::SessionCookie). Sealed.
pub trait Scheme: Sealed + Send + Sync + 'static {
    /// What a verifier of this scheme is given: a view that borrows from the request.
    type Credentials<'a>: Send;

    /// The scheme with its usual realm, place and limits.
    const DEFAULT: &'static Self;

    #[doc(hidden)]
    fn any(&self) -> AnyScheme<'_>;

    /// `None` for credentials of another scheme.
    #[doc(hidden)]
    fn take(found: Found<'_>) -> Option<Self::Credentials<'_>>;
}

/// One of the schemes, borrowed.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub enum AnyScheme<'a> {
    Bearer(&'a BearerScheme),
    Basic(&'a BasicScheme),
    /// `header` is the parsed name, where somebody keeps it.
    ApiKey { scheme: &'a ApiKeyScheme, header: Option<&'a HeaderName> },
    SessionCookie(&'a SessionCookieScheme),
}

/// One of the schemes, as an authenticator keeps it.
pub(crate) enum OwnedScheme {
    Bearer(BearerScheme),
    Basic(BasicScheme),
    ApiKey { scheme: ApiKeyScheme, header: Option<HeaderName> },
    SessionCookie(SessionCookieScheme),
}

/// Credentials that obey the grammar of their scheme, and that nobody has verified yet.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub enum Found<'a> {
    Bearer(Bearer<'a>),
    Basic(Basic<'a>),
    ApiKey(ApiKey<'a>),
    SessionCookie(SessionCookie<'a>),
}

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
    /// Two values of one session cookie, or two session cookies.
    Conflicting,
}

/// What accepts credentials: one verifier, or several behind an authenticator.
pub(crate) trait Front {
    /// The scheme at `index`; `None` behind the last one.
    fn scheme(&self, index: usize) -> Option<AnyScheme<'_>>;
}

impl<'a> AnyScheme<'a> {
    pub(super) fn authorization_name(self) -> Option<&'static str> {
        match self {
            Self::Bearer(_) => Some("Bearer"),
            Self::Basic(_) => Some("Basic"),
            Self::ApiKey { .. } | Self::SessionCookie(_) => None,
        }
    }

    /// In bytes, of what stands behind the name of the scheme.
    pub(super) fn max_length(self) -> usize {
        match self {
            Self::Bearer(scheme) => scheme.max_length,
            Self::Basic(scheme) => scheme.max_length,
            Self::ApiKey { .. } | Self::SessionCookie(_) => 0,
        }
    }

    pub(crate) fn name(self) -> SchemeName {
        match self {
            Self::Bearer(_) => SchemeName::Bearer,
            Self::Basic(_) => SchemeName::Basic,
            Self::ApiKey { .. } => SchemeName::ApiKey,
            Self::SessionCookie(_) => SchemeName::Cookie,
        }
    }

    /// The offer that a challenge shows; `realm` where the scheme has no own.
    pub(crate) fn offer(self, realm: &'a str) -> Offer<'a> {
        let own = match self {
            Self::Bearer(scheme) => scheme.realm,
            Self::Basic(scheme) => scheme.realm,
            Self::ApiKey { scheme, .. } => scheme.realm,
            Self::SessionCookie(scheme) => scheme.realm,
        };
        Offer { scheme: self.name(), realm: own.unwrap_or(realm) }
    }

    pub(crate) fn to_owned(self) -> OwnedScheme {
        match self {
            Self::Bearer(scheme) => OwnedScheme::Bearer(*scheme),
            Self::Basic(scheme) => OwnedScheme::Basic(*scheme),
            Self::ApiKey { scheme, .. } => OwnedScheme::ApiKey { header: scheme.header_name(), scheme: *scheme },
            Self::SessionCookie(scheme) => OwnedScheme::SessionCookie(*scheme),
        }
    }

    /// Whether both read the same place for the same scheme, so that a request cannot choose between them.
    pub(crate) fn collides_with(self, other: AnyScheme<'_>) -> bool {
        match (self, other) {
            (Self::ApiKey { scheme: one, .. }, AnyScheme::ApiKey { scheme: two, .. }) => one.header_text() == two.header_text(),
            (Self::SessionCookie(one), AnyScheme::SessionCookie(two)) => one.name_text() == two.name_text(),
            (one, two) => one.name() == two.name(),
        }
    }
}

impl OwnedScheme {
    pub(crate) fn any(&self) -> AnyScheme<'_> {
        match self {
            Self::Bearer(scheme) => AnyScheme::Bearer(scheme),
            Self::Basic(scheme) => AnyScheme::Basic(scheme),
            Self::ApiKey { scheme, header } => AnyScheme::ApiKey { scheme, header: header.as_ref() },
            Self::SessionCookie(scheme) => AnyScheme::SessionCookie(scheme),
        }
    }
}

impl Found<'_> {
    pub(crate) fn scheme(&self) -> SchemeName {
        match self {
            Self::Bearer(_) => SchemeName::Bearer,
            Self::Basic(_) => SchemeName::Basic,
            Self::ApiKey(_) => SchemeName::ApiKey,
            Self::SessionCookie(_) => SchemeName::Cookie,
        }
    }

    /// Whether browsers attach such credentials by themselves, also to a request that another site makes.
    pub(crate) fn is_ambient(&self) -> bool {
        matches!(self, Self::Basic(_) | Self::SessionCookie(_))
    }
}

/// What was found: the index of the scheme in the front, and its credentials.
type Located<'a> = Option<(usize, Found<'a>)>;

/// Finds the one credential of a request, in the places of the front's schemes.
///
/// Two explicit credentials (`Authorization`, API-key headers) are refused, never ranked. The cookie is ambient: it is read
/// only where the explicit places carry nothing, or `Authorization` an unsupported scheme.
///
/// # Errors
///
/// Why there is none although something is there, and the scheme that was meant, where one was.
pub(crate) fn locate<'a>(front: &dyn Front, optional: bool, head: RequestHead<'a>) -> Result<Located<'a>, (Unread, Option<SchemeName>)> {
    let at = |index| front.scheme(index).map(AnyScheme::name);
    let mut explicit: Option<(Option<usize>, Result<Found<'a>, Unread>)> = None;
    let mut unsupported = false;
    match authorization::read(front, optional, head) {
        Authorization::Absent => {}
        Authorization::Unsupported => unsupported = true,
        Authorization::Taken(index, Err(Unread::Multiple)) => return Err((Unread::Multiple, index.and_then(at))),
        Authorization::Taken(index, read) => explicit = Some((index, read)),
    }
    for (index, scheme) in (0..).map_while(|index| front.scheme(index)).enumerate() {
        let AnyScheme::ApiKey { scheme, header } = scheme else { continue };
        let (value, another) = match header {
            Some(name) => first_two(head.header(name)),
            None => first_two(head.header_named(scheme.header_text())),
        };
        let Some(value) = value else { continue };
        if another || explicit.is_some() {
            return Err((Unread::ManyPlaces, Some(SchemeName::ApiKey)));
        }
        explicit = Some((Some(index), ApiKey::read(value, head).map(Found::ApiKey)));
    }
    if let Some((index, read)) = explicit {
        return match (index, read) {
            (Some(index), Ok(found)) => Ok(Some((index, found))),
            (index, Err(unread)) => Err((unread, index.and_then(at))),
            (None, Ok(_)) => Err((Unread::Malformed, None)),
        };
    }
    match cookie(front, head) {
        Ok(None) if unsupported => Err((Unread::Unsupported, None)),
        Ok(found) => Ok(found),
        Err(unread) => Err((unread, Some(SchemeName::Cookie))),
    }
}

fn cookie<'a>(front: &dyn Front, head: RequestHead<'a>) -> Result<Located<'a>, Unread> {
    let mut located = None;
    for (index, scheme) in (0..).map_while(|index| front.scheme(index)).enumerate() {
        let AnyScheme::SessionCookie(scheme) = scheme else { continue };
        if let Some(found) = SessionCookie::read(scheme, head)? {
            if located.is_some() {
                return Err(Unread::Conflicting);
            }
            located = Some((index, Found::SessionCookie(found)));
        }
    }
    Ok(located)
}

fn first_two<'a>(mut lines: impl Iterator<Item = &'a [u8]>) -> (Option<&'a [u8]>, bool) {
    (lines.next(), lines.next().is_some())
}

/// Marks the header values that the front reads as sensitive, so that `Debug` of the request does not show them.
pub(crate) fn mark_sensitive(front: &dyn Front, headers: &mut HeaderMap) {
    let mut authorization = false;
    for scheme in (0..).map_while(|index| front.scheme(index)) {
        match scheme {
            // Of `Authorization` and API-key headers a second line is refused, so the first is all that a handler can see.
            AnyScheme::Bearer(_) | AnyScheme::Basic(_) if authorization => {}
            AnyScheme::Bearer(_) | AnyScheme::Basic(_) => {
                authorization = true;
                mark_first(headers, AUTHORIZATION);
            }
            AnyScheme::ApiKey { header: Some(name), .. } => mark_first(headers, name),
            AnyScheme::ApiKey { scheme, header: None } => mark_first(headers, scheme.header_text()),
            AnyScheme::SessionCookie(_) => {
                headers.iter_mut().filter(|(name, _)| *name == COOKIE).for_each(|(_, value)| value.set_sensitive(true));
            }
        }
    }
}

fn mark_first(headers: &mut HeaderMap, name: impl AsHeaderName) {
    if let Some(value) = headers.get_mut(name) {
        value.set_sensitive(true);
    }
}

/// The two ways to set the realm, the same for every scheme.
macro_rules! realm_setters {
    ($scheme:ident) => {
        impl $scheme {
            /// Sets the realm of the challenge (RFC 9110 11.5); clients match it exactly.
            ///
            /// # Panics
            ///
            /// In a constant, where this belongs, the panic is a compile error: on a control or non-ASCII character. Use
            /// [`try_realm`](Self::try_realm) for text that is not in the source.
            #[must_use]
            #[allow(clippy::panic, reason = "in a constant, where this belongs, the panic is the compile error")]
            pub const fn realm(mut self, realm: &'static str) -> Self {
                if let Some(rule) = $crate::refusal::realm_fault(realm) {
                    panic!("{}", rule);
                }
                self.realm = Some(realm);
                self
            }

            /// Sets the realm of the challenge (RFC 9110 11.5), given at run time. It is kept for the life of the process;
            /// a realm that an [`AuthenticatorBuilder`](crate::AuthenticatorBuilder::realm) sets is not.
            ///
            /// # Errors
            ///
            /// [`ConfigError`](crate::ConfigError) on a control or non-ASCII character.
            pub fn try_realm(mut self, realm: impl Into<String>) -> Result<Self, $crate::policy::ConfigError> {
                let realm = realm.into();
                match $crate::refusal::realm_fault(&realm) {
                    Some(rule) => Err($crate::policy::ConfigError::new("realm", realm, rule)),
                    None => {
                        self.realm = Some($crate::refusal::kept(realm));
                        Ok(self)
                    }
                }
            }
        }
    };
}
pub(super) use realm_setters;
