//! Reading a request: its head, the place of each scheme, and the credentials found there.

mod any_scheme;
mod api_key;
mod authorization;
mod basic;
mod bearer;
mod checked;
mod cross_site;
mod field_lines;
mod find;
mod foreign;
mod host;
mod kept;
mod place;
mod request_head;
mod session_cookie;
mod setters;
mod subprotocol;

/// Defines how a request carries credentials and how a response challenges for them: one type for each scheme, with its realm,
/// place and limits. A [`Verifier`](crate::Verifier) names one of them as its `Scheme`. See the table in
/// [verifiers](crate::guide::_04_verifiers).
///
/// ```
/// use requires_auth::{Identity, VerifyError, scheme, verifiers};
///
/// const STAFF: scheme::SessionCookie = scheme::SessionCookie::named("__Host-staff").realm("staff");
///
/// # fn look_up(_: &str) -> Option<Identity> { None }
/// let verifier = verifiers::session_cookie(|cookie| look_up(cookie.expose()).ok_or_else(VerifyError::invalid)).scheme(STAFF);
/// # let _: requires_auth::Authenticator = requires_auth::Authenticator::new(verifier);
/// ```
pub mod scheme {
    pub use super::{
        any_scheme::Scheme, api_key::ApiKeyScheme as ApiKey, basic::BasicScheme as Basic, bearer::BearerScheme as Bearer,
        session_cookie::SessionCookieScheme as SessionCookie,
    };
}

pub use api_key::ApiKey;
pub use basic::Basic;
pub use bearer::Bearer;
pub use field_lines::FieldLines;
pub use request_head::{AsRequestHead, DynRequest, RequestHead};
pub use session_cookie::SessionCookie;

pub(crate) use any_scheme::{AnyScheme, OwnedScheme, RawCredentials, Scheme, Schemes};
pub(crate) use authorization::Reading;
pub(crate) use checked::is_opaque;
#[cfg(feature = "_jwt")]
pub(crate) use checked::token_of;
pub(crate) use cross_site::{TrustedOrigin, is_cross_site_write};
pub(crate) use field_lines::Singleton;
pub(crate) use find::{FastPath, fast_path, find_credentials, mark_sensitive};
#[cfg(any(test, feature = "actix-web", feature = "rocket"))]
pub(crate) use foreign::ForeignHead;
#[cfg(any(feature = "poem", feature = "salvo"))]
pub(crate) use foreign::LentHead;
pub(crate) use host::is_asked;
#[cfg(any(feature = "actix-web", feature = "rocket"))]
pub(crate) use kept::{Kept, KeptValues};
#[cfg(feature = "test-util")]
pub(crate) use place::Place;
