//! The development switch "authentication off" (feature `dangerous-development`): everybody is an identity that the application
//! names. What is here makes it hard to forget.

use crate::{event, vocabulary::ConfigError};

/// Makes the identity of everybody.
pub(super) type Everybody<Id> = dyn Fn() -> Id + Send + Sync;

/// Whether this is a build for development, as cargo's profile `dev` makes.
pub(super) const IS_DEVELOPMENT: bool = cfg!(debug_assertions);

pub(super) fn not_for_production() -> ConfigError {
    fault("is for development: this build has no debug assertions, as one for production has not")
}

pub(super) fn too_early() -> ConfigError {
    fault("must be called after `and_then`, because it names the identity that handlers receive")
}

fn fault(rule: &'static str) -> ConfigError {
    ConfigError::new("authenticator", "dangerous_admit_everybody", rule)
}

/// Warns on standard error, where it is read also without a log.
#[allow(clippy::print_stderr, reason = "a switch that must not be forgotten")]
pub(super) fn warn_at_start() {
    eprintln!("WARNING: requires-auth: authentication is OFF (`dangerous_admit_everybody`): every request is admitted");
    event::authentication_is_off("authenticator");
}
