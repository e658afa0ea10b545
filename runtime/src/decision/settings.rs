//! Settings that apply to all schemes of a verifier or an authenticator.

use std::sync::Arc;

use super::login_redirect::LoginRedirect;
#[cfg(feature = "timeout")]
use super::timeout::Timeout;
use crate::{
    rejection::{CachedChallenges, DEFAULT_REALM, Rejection, RejectionBody},
    request::{RequestHead, TrustedOrigin},
};

pub(super) type Renderer = dyn Fn(&Rejection, RequestHead<'_>) -> Option<RejectionBody> + Send + Sync;

/// Settings that apply to all schemes of a verifier or an authenticator.
#[doc(hidden)]
#[derive(Default)]
pub struct Settings {
    pub(super) realm: Option<String>,
    pub(super) resource_metadata: Option<String>,
    pub(super) trusted_origins: Vec<TrustedOrigin>,
    pub(super) allows_cross_site_writes: bool,
    pub(super) ignores_unsupported_schemes: bool,
    pub(super) renderer: Option<Arc<Renderer>>,
    pub(super) login_page: Option<LoginRedirect>,
    #[cfg(feature = "timeout")]
    pub(super) timeout: Option<Timeout>,
    pub(super) cached: Option<CachedChallenges>,
}

impl Settings {
    /// Returns the settings of a verifier without an authenticator.
    pub(super) fn defaults() -> &'static Self {
        static DEFAULTS: Settings = Settings {
            realm: None,
            resource_metadata: None,
            trusted_origins: Vec::new(),
            allows_cross_site_writes: false,
            ignores_unsupported_schemes: false,
            renderer: None,
            login_page: None,
            #[cfg(feature = "timeout")]
            timeout: None,
            cached: None,
        };
        &DEFAULTS
    }

    pub(super) fn realm(&self) -> &str {
        self.realm.as_deref().unwrap_or(DEFAULT_REALM)
    }
}
