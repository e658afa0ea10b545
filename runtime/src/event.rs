//! Logs one event for each rejection, if feature `tracing` is on.

use crate::rejection::Rejection;

#[cfg(not(feature = "tracing"))]
pub(crate) const fn rejected(_handler: &'static str, _rejection: &Rejection) {}

/// A subscriber is the application's code: its panic must not undo a rejection.
#[cfg(feature = "tracing")]
pub(crate) fn rejected(handler: &'static str, rejection: &Rejection) {
    let reason = rejection.reason().as_str();
    let status = rejection.status().as_u16();
    let _ = crate::panics::catch(|| match (rejection.source(), status >= 500) {
        (Some(source), true) => tracing::error!(handler, reason, status, source = shown(source), "rejected"),
        (Some(source), false) => tracing::info!(handler, reason, status, source = shown(source), "rejected"),
        (None, true) => tracing::error!(handler, reason, status, "rejected"),
        (None, false) => tracing::info!(handler, reason, status, "rejected"),
    });
}

/// Writes to standard error, once in a process, if no subscriber of `tracing` would show why each request gets a 500.
pub(crate) fn misconfigured(fault: &dyn std::error::Error) {
    use std::{
        io::{Write as _, stderr},
        sync::Once,
    };

    static ONCE: Once = Once::new();
    #[cfg(feature = "tracing")]
    if tracing::dispatcher::has_been_set() {
        return;
    }
    // A standard error that is closed is no reason to panic.
    ONCE.call_once(|| drop(writeln!(stderr(), "requires-auth: {fault}")));
}

/// Logs a warning for each decision of an authenticator that admits everybody.
#[cfg(all(feature = "dangerous-development", not(feature = "tracing")))]
pub(crate) const fn authentication_is_off(_handler: &'static str) {}

/// Logs a warning for each decision of an authenticator that admits everybody.
#[cfg(all(feature = "dangerous-development", feature = "tracing"))]
pub(crate) fn authentication_is_off(handler: &'static str) {
    let _ = crate::panics::catch(|| tracing::warn!(handler, "authentication is OFF: every request is admitted"));
}

#[cfg(all(feature = "oidc", not(feature = "tracing")))]
pub(crate) const fn keys_fetched(_issuer: &str, _keys: usize, _skipped: &[crate::vocabulary::ConfigError]) {}

#[cfg(all(feature = "oidc", not(feature = "tracing")))]
pub(crate) const fn keys_not_fetched(_issuer: &str, _error: &str) {}

/// Logs that an issuer has other keys than before, or can be asked again.
#[cfg(all(feature = "oidc", feature = "tracing"))]
pub(crate) fn keys_fetched(issuer: &str, keys: usize, skipped: &[crate::vocabulary::ConfigError]) {
    let _ = crate::panics::catch(|| {
        tracing::info!(issuer, keys, "keys fetched");
        for error in skipped {
            tracing::info!(issuer, error = shown(error), "key skipped");
        }
    });
}

/// Logs that the keys of an issuer cannot be fetched.
#[cfg(all(feature = "oidc", feature = "tracing"))]
pub(crate) fn keys_not_fetched(issuer: &str, error: &str) {
    let _ = crate::panics::catch(|| tracing::error!(issuer, error, "keys not fetched"));
}

/// Writes an error and its causes as one line. The text is escaped, because it may quote the client, and cut. Backslashes and quotes
/// stay, because what the error has escaped itself would be escaped twice; a subscriber quotes texts anyway. If the user's code panics
/// while it is read, the line contains that.
#[cfg(feature = "tracing")]
fn shown(source: &(dyn std::error::Error + 'static)) -> String {
    use std::fmt::Write as _;

    use crate::panics::{Panicked, catch};

    const LONGEST: usize = 512;
    let mut text = String::new();
    let mut next = Some(source);
    for place in 0..8 {
        let Some(cause) = next else { break };
        text.push_str(if place == 0 { "" } else { ": " });
        // A `Display` that fails or panics leaves the text that it has written so far.
        if let Err(Panicked) = catch(|| write!(text, "{cause}")) {
            text.push_str("(its text panicked)");
        }
        next = catch(|| cause.source()).unwrap_or_else(|Panicked| {
            text.push_str(": (its source panicked)");
            None
        });
    }
    let is_harmless = |char| matches!(char, '\\' | '"' | '\'');
    let escaped = |char: char| {
        let (kept, escaped) = if is_harmless(char) { (Some(char), None) } else { (None, Some(char.escape_debug())) };
        kept.into_iter().chain(escaped.into_iter().flatten())
    };
    let mut shown: String = text.chars().flat_map(escaped).take(LONGEST).collect();
    if text.len() > LONGEST {
        shown.push_str("..");
    }
    shown
}
