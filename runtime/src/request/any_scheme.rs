//! The schemes as the rest of the crate sees them: the trait `Scheme`, and values that hold one scheme or several.

use http::HeaderName;

use super::{
    api_key::{ApiKey, ApiKeyScheme},
    basic::{Basic, BasicScheme},
    bearer::{Bearer, BearerScheme},
    place::{Grammar, Place},
    request_head::RequestHead,
    session_cookie::{SessionCookie, SessionCookieScheme},
};
use crate::rejection::{SchemeChallenge, SchemeName, Used};

pub trait Sealed {}

/// Defines how a request carries credentials and how a response challenges for them: [`Bearer`](super::scheme::Bearer),
/// [`Basic`](super::scheme::Basic), [`ApiKey`](super::scheme::ApiKey) or [`SessionCookie`](super::scheme::SessionCookie). Sealed.
pub trait Scheme: Sealed + Send + Sync + 'static {
    /// Names the credentials that a verifier of this scheme receives, borrowed from the request: [`Bearer`](crate::Bearer),
    /// [`Basic`](crate::Basic), [`ApiKey`](crate::ApiKey) or [`SessionCookie`](crate::SessionCookie).
    type Credentials<'a>: Send;

    /// Holds the scheme with its default place and limits, and the realm of the authenticator (default: `api`).
    const DEFAULT: &'static Self;

    #[doc(hidden)]
    fn any(&self) -> AnyScheme<'_>;

    /// Returns `None` for credentials of another scheme.
    #[doc(hidden)]
    fn take(found: RawCredentials<'_>) -> Option<Self::Credentials<'_>>;
}

/// Credentials that obey the grammar of their scheme and are not verified yet. Kept small, because it is copied between functions.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct RawCredentials<'a> {
    pub(crate) scheme: SchemeName,
    /// The position of the scheme among the accepted ones.
    pub(crate) index: u32,
    /// ASCII.
    pub(super) text: &'a [u8],
    pub(super) request: RequestHead<'a>,
}

impl<'a> RawCredentials<'a> {
    pub(crate) fn at(self, index: u32) -> Self {
        Self { index, ..self }
    }

    #[inline]
    pub(crate) fn in_head(self, request: RequestHead<'a>) -> Self {
        Self { request, ..self }
    }

    pub(crate) fn text(&self) -> &'a [u8] {
        self.text
    }

    pub(crate) fn request(&self) -> RequestHead<'a> {
        self.request
    }

    pub(crate) fn used(&self) -> Used {
        Used { scheme: self.scheme, index: self.index }
    }
}

/// One of the schemes, borrowed.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub enum AnyScheme<'a> {
    /// `Authorization: Bearer` with the grammar of RFC 6750. Its own variant, so that its fast path asks for nothing else.
    Bearer(&'a BearerScheme),
    /// Bearer tokens in another place, or of another grammar. `header` as below.
    OtherBearer {
        scheme: &'a BearerScheme,
        header: Option<&'a HeaderName>,
    },
    Basic(&'a BasicScheme),
    /// `header` is the parsed name, if an authenticator has stored it.
    ApiKey {
        scheme: &'a ApiKeyScheme,
        header: Option<&'a HeaderName>,
    },
    SessionCookie(&'a SessionCookieScheme),
}

/// One of the schemes, as an authenticator keeps it.
#[doc(hidden)]
pub enum OwnedScheme {
    Bearer(BearerScheme),
    OtherBearer { scheme: BearerScheme, header: Option<HeaderName> },
    Basic(BasicScheme),
    ApiKey { scheme: ApiKeyScheme, header: Option<HeaderName> },
    SessionCookie(SessionCookieScheme),
}

/// The schemes of one verifier, or of an authenticator.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub enum Schemes<'a> {
    One(AnyScheme<'a>),
    Each(&'a [OwnedScheme]),
}

impl<'a> Schemes<'a> {
    pub(crate) fn get(self, index: u32) -> Option<AnyScheme<'a>> {
        match self {
            Self::One(scheme) => (index == 0).then_some(scheme),
            Self::Each(schemes) => schemes.get(usize::try_from(index).ok()?).map(OwnedScheme::any),
        }
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = AnyScheme<'a>> {
        let (one, each) = match self {
            Self::One(scheme) => (Some(scheme), &[] as &[_]),
            Self::Each(schemes) => (None, schemes),
        };
        one.into_iter().chain(each.iter().map(OwnedScheme::any))
    }
}

impl<'a> AnyScheme<'a> {
    pub(crate) fn place(self) -> Place {
        match self {
            Self::Bearer(scheme) | Self::OtherBearer { scheme, .. } => scheme.place,
            Self::Basic(_) => Place::Authorization("Basic"),
            Self::ApiKey { scheme, .. } => scheme.place,
            Self::SessionCookie(scheme) => Place::Cookie(scheme.name_text()),
        }
    }

    /// Returns whether the `Authorization` field carries this scheme.
    pub(super) fn is_in_authorization(self) -> bool {
        match self {
            Self::Bearer(_) | Self::Basic(_) => true,
            Self::SessionCookie(_) => false,
            Self::OtherBearer { .. } | Self::ApiKey { .. } => matches!(self.place(), Place::Authorization(_)),
        }
    }

    /// Returns whether `name` in the `Authorization` field is this scheme. Ignores case (RFC 9110 11.1).
    #[inline]
    pub(super) fn is_named(self, name: &[u8]) -> bool {
        match self {
            Self::Bearer(_) => matches!(name, [b'B' | b'b', b'E' | b'e', b'A' | b'a', b'R' | b'r', b'E' | b'e', b'R' | b'r']),
            Self::Basic(_) => matches!(name, [b'B' | b'b', b'A' | b'a', b'S' | b's', b'I' | b'i', b'C' | b'c']),
            Self::SessionCookie(_) => false,
            Self::OtherBearer { .. } | Self::ApiKey { .. } => {
                matches!(self.place(), Place::Authorization(word) if name.eq_ignore_ascii_case(word.as_bytes()))
            }
        }
    }

    /// Returns the field that carries nothing but these credentials, and its parsed name if it is stored.
    pub(super) fn field(self) -> Option<(&'static str, Option<&'a HeaderName>)> {
        let (place, header) = match self {
            Self::OtherBearer { scheme, header } => (scheme.place, header),
            Self::ApiKey { scheme, header } => (scheme.place, header),
            Self::Bearer(_) | Self::Basic(_) | Self::SessionCookie(_) => return None,
        };
        if let Place::Field(name) = place { Some((name, header)) } else { None }
    }

    /// Returns the maximum length of the credentials after the name of the scheme, in bytes. A cookie is checked with its name.
    pub(super) fn max_length(self) -> usize {
        match self {
            Self::Bearer(scheme) | Self::OtherBearer { scheme, .. } => scheme.max_length,
            Self::Basic(scheme) => scheme.max_length,
            Self::ApiKey { scheme, .. } => scheme.max_length,
            Self::SessionCookie(_) => 0,
        }
    }

    pub(super) fn grammar(self) -> Grammar {
        match self {
            Self::OtherBearer { scheme, .. } if scheme.is_opaque => Grammar::Opaque,
            Self::Bearer(_) | Self::OtherBearer { .. } => Grammar::Token68,
            Self::Basic(_) => Grammar::Basic,
            Self::ApiKey { scheme, .. } if matches!(scheme.place, Place::Authorization(_)) => Grammar::Opaque,
            Self::ApiKey { .. } | Self::SessionCookie(_) => Grammar::Visible,
        }
    }

    /// Returns whether browsers attach such credentials automatically, even to a request that another site makes, or a proxy does
    /// for them.
    pub(crate) fn is_ambient(self) -> bool {
        match self {
            Self::Basic(_) | Self::SessionCookie(_) => true,
            Self::OtherBearer { scheme, .. } => matches!(scheme.place, Place::Field(_)),
            Self::Bearer(_) | Self::ApiKey { .. } => false,
        }
    }

    pub(crate) fn name(self) -> SchemeName {
        match self {
            Self::Bearer(_) | Self::OtherBearer { .. } => SchemeName::Bearer,
            Self::Basic(_) => SchemeName::Basic,
            Self::ApiKey { .. } => SchemeName::ApiKey,
            Self::SessionCookie(_) => SchemeName::Cookie,
        }
    }

    /// Returns scheme, word and realm for the challenge. `realm` is the default if the scheme has none.
    pub(crate) fn offer(self, realm: &'a str) -> SchemeChallenge<'a> {
        let (own, word) = match self {
            Self::Bearer(scheme) => (scheme.realm, None),
            Self::OtherBearer { scheme, .. } => (scheme.realm, scheme.word()),
            Self::Basic(scheme) => (scheme.realm, None),
            Self::ApiKey { scheme, .. } => (scheme.realm, scheme.word()),
            Self::SessionCookie(scheme) => (scheme.realm, None),
        };
        SchemeChallenge { scheme: self.name(), word, realm: own.unwrap_or(realm) }
    }

    pub(crate) fn to_owned(self) -> OwnedScheme {
        match self {
            Self::Bearer(scheme) => OwnedScheme::Bearer(*scheme),
            Self::OtherBearer { scheme, .. } => OwnedScheme::OtherBearer { header: self.parsed_field(), scheme: *scheme },
            Self::Basic(scheme) => OwnedScheme::Basic(*scheme),
            Self::ApiKey { scheme, .. } => OwnedScheme::ApiKey { header: self.parsed_field(), scheme: *scheme },
            Self::SessionCookie(scheme) => OwnedScheme::SessionCookie(*scheme),
        }
    }

    /// Returns the parsed name of the field, which was checked when the scheme was created.
    fn parsed_field(self) -> Option<HeaderName> {
        HeaderName::try_from(self.field()?.0).ok()
    }

    /// Returns whether both read the same place, so that a request cannot choose between them.
    pub(crate) fn collides_with(self, other: AnyScheme<'_>) -> bool {
        self.place().is(other.place())
    }
}

impl OwnedScheme {
    pub(crate) fn any(&self) -> AnyScheme<'_> {
        match self {
            Self::Bearer(scheme) => AnyScheme::Bearer(scheme),
            Self::OtherBearer { scheme, header } => AnyScheme::OtherBearer { scheme, header: header.as_ref() },
            Self::Basic(scheme) => AnyScheme::Basic(scheme),
            Self::ApiKey { scheme, header } => AnyScheme::ApiKey { scheme, header: header.as_ref() },
            Self::SessionCookie(scheme) => AnyScheme::SessionCookie(scheme),
        }
    }
}

impl Sealed for BearerScheme {}

impl Scheme for BearerScheme {
    type Credentials<'a> = Bearer<'a>;
    const DEFAULT: &'static Self = &Self::new();

    fn any(&self) -> AnyScheme<'_> {
        if self.is_usual { AnyScheme::Bearer(self) } else { AnyScheme::OtherBearer { scheme: self, header: None } }
    }

    fn take(found: RawCredentials<'_>) -> Option<Bearer<'_>> {
        (found.scheme == SchemeName::Bearer).then_some(Bearer { token: found.text, request: found.request })
    }
}

impl Sealed for BasicScheme {}

impl Scheme for BasicScheme {
    type Credentials<'a> = Basic<'a>;
    const DEFAULT: &'static Self = &Self::new();

    fn any(&self) -> AnyScheme<'_> {
        AnyScheme::Basic(self)
    }

    /// Decodes the credentials a second time: until here only their text is stored.
    fn take(found: RawCredentials<'_>) -> Option<Basic<'_>> {
        if found.scheme == SchemeName::Basic { Basic::decode(found.text, found.request) } else { None }
    }
}

impl Sealed for ApiKeyScheme {}

impl Scheme for ApiKeyScheme {
    type Credentials<'a> = ApiKey<'a>;
    const DEFAULT: &'static Self = &Self::header("x-api-key");

    fn any(&self) -> AnyScheme<'_> {
        AnyScheme::ApiKey { scheme: self, header: None }
    }

    fn take(found: RawCredentials<'_>) -> Option<ApiKey<'_>> {
        (found.scheme == SchemeName::ApiKey).then_some(ApiKey { key: found.text, request: found.request })
    }
}

impl Default for ApiKeyScheme {
    fn default() -> Self {
        *Self::DEFAULT
    }
}

impl Sealed for SessionCookieScheme {}

impl Scheme for SessionCookieScheme {
    type Credentials<'a> = SessionCookie<'a>;
    const DEFAULT: &'static Self = &Self::named("session");

    fn any(&self) -> AnyScheme<'_> {
        AnyScheme::SessionCookie(self)
    }

    fn take(found: RawCredentials<'_>) -> Option<SessionCookie<'_>> {
        (found.scheme == SchemeName::Cookie).then_some(SessionCookie { value: found.text, request: found.request })
    }
}

impl Default for SessionCookieScheme {
    fn default() -> Self {
        *Self::DEFAULT
    }
}
