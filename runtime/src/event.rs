//! One event for each refusal, where feature `tracing` is on.

#[cfg(feature = "tracing")]
use std::fmt::Write as _;

use crate::refusal::Rejection;

#[cfg(not(feature = "tracing"))]
pub(crate) const fn refused(_handler: &'static str, _rejection: &Rejection) {}

#[cfg(feature = "tracing")]
pub(crate) fn refused(handler: &'static str, rejection: &Rejection) {
    let reason = rejection.reason().as_str();
    let status = rejection.status().as_u16();
    match rejection.source() {
        Some(source) => tracing::error!(handler, reason, status, source = shown(source), "refused"),
        None if status >= 500 => tracing::error!(handler, reason, status, "refused"),
        None => tracing::info!(handler, reason, status, "refused"),
    }
}

/// An error and its causes in one line: escaped, since it may quote the client, and cut.
#[cfg(feature = "tracing")]
fn shown(source: &(dyn std::error::Error + 'static)) -> String {
    const LONGEST: usize = 512;
    let mut text = String::new();
    for (place, cause) in std::iter::successors(Some(source), |error| error.source()).take(8).enumerate() {
        let separator = if place == 0 { "" } else { ": " };
        // A `Display` that errs leaves what it wrote so far.
        let _ = write!(text, "{separator}{cause}");
    }
    let mut shown: String = text.chars().flat_map(char::escape_debug).take(LONGEST).collect();
    if text.len() > LONGEST {
        shown.push_str("..");
    }
    shown
}
