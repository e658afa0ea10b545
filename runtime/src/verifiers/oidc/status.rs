//! What an operator asks.

use std::time::SystemTime;

use crate::vocabulary::ConfigError;

/// Reports what an [`Oidc`](super::Oidc) verifier knows of the keys of its issuer, for health checks and start-up logs.
#[derive(Clone, Debug)]
pub struct OidcStatus {
    pub(super) is_ready: bool,
    pub(super) keys: usize,
    pub(super) skipped: Vec<ConfigError>,
    pub(super) fetched_at: Option<SystemTime>,
    pub(super) attempts: u64,
    pub(super) error: Option<String>,
}

impl OidcStatus {
    pub(super) fn of_error(error: &str) -> Self {
        let error = Some(error.to_owned());
        Self { is_ready: false, keys: 0, skipped: Vec::new(), fetched_at: None, attempts: 0, error }
    }

    /// Returns whether tokens can be verified. If not, every token gets a 503.
    #[must_use]
    pub const fn is_ready(&self) -> bool {
        self.is_ready
    }

    /// Returns how many keys there are.
    #[must_use]
    pub const fn keys(&self) -> usize {
        self.keys
    }

    /// Returns which keys of the last set cannot be used, by their position, and why.
    #[must_use]
    pub fn skipped(&self) -> &[ConfigError] {
        &self.skipped
    }

    /// Returns when the keys were fetched, by the clock of this machine at that time.
    #[must_use]
    pub const fn fetched_at(&self) -> Option<SystemTime> {
        self.fetched_at
    }

    /// Returns how often keys were fetched, or could not be fetched.
    #[must_use]
    pub const fn attempts(&self) -> u64 {
        self.attempts
    }

    /// Returns why the last attempt to fetch the keys failed: a text of one line, for operators. `None` if it did not fail.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }
}
